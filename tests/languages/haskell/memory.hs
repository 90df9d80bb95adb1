hoard :: Integer -> [Integer] -> IO ()
hoard n list = if n < 0 then print (sum list) else hoard (n + 1) (n : list)

main :: IO ()
main = hoard 0 []
