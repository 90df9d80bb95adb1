(defn depth [n] (inc (depth (inc n))))
(println (depth 0))
