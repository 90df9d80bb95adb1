(import '(java.io StreamTokenizer BufferedInputStream))
(let [in (StreamTokenizer. (BufferedInputStream. System/in))
      next-number (fn [] (.nextToken in) (long (.nval in)))
      text (StringBuilder.)]
  (dotimes [_ (next-number)]
    (.append text (str (+ (next-number) (next-number)) "\n")))
  (print (str text))
  (flush))
