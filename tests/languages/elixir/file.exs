case File.read("/etc/passwd") do
  {:ok, _} -> IO.puts("done")
  _ -> IO.puts("refused")
end
