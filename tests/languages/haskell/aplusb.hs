import qualified Data.ByteString.Char8 as B
import Data.Maybe (fromJust)

main :: IO ()
main = do
  text <- B.getContents
  let numbers = map (fst . fromJust . B.readInt) (B.words text)
  putStr (unlines (map show (sums (tail numbers))))
  where
    sums (a : b : rest) = a + b : sums rest
    sums _ = []
