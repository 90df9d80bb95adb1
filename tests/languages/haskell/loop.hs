import Data.IORef
main :: IO ()
main = newIORef (0 :: Int) >>= go
  where go counter = modifyIORef' counter (+ 1) >> go counter
