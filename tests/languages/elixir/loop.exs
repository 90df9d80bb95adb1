defmodule Loop do
  def run(i), do: run(rem(i + 1, 1000))
end

Loop.run(0)
