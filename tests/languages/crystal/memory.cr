all = [] of Array(Int64)
loop { all << Array.new(65536, 1_i64) }
