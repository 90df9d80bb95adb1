defmodule Cpu do
  def power(0, x), do: x
  def power(n, x), do: power(n - 1, rem(x * 16807, 2_147_483_647))
end

IO.gets("") |> String.trim() |> String.to_integer() |> Cpu.power(1) |> IO.puts()
