import Control.Exception
main :: IO ()
main = do
  result <- try (readFile "/etc/passwd") :: IO (Either IOException String)
  putStrLn (either (const "refused") (const "done") result)
