[_ | numbers] = IO.read(:stdio, :all) |> String.split() |> Enum.map(&String.to_integer/1)

numbers
|> Enum.chunk_every(2)
|> Enum.map(fn [a, b] -> [Integer.to_string(a + b), ?\n] end)
|> IO.write()
