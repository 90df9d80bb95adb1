(def all (atom []))
(while true (swap! all conj (long-array 65536)))
