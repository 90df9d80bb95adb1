{-# LANGUAGE BangPatterns #-}
power :: Int -> Int -> Int
power 0 !x = x
power n !x = power (n - 1) (x * 16807 `rem` 2147483647)

main :: IO ()
main = readLn >>= \n -> print (power n 1)
