(defn power [^long n]
  (loop [n n x 1] (if (zero? n) x (recur (dec n) (rem (* x 16807) 2147483647)))))
(println (power (Long/parseLong (.trim (read-line)))))
