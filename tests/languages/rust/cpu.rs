fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let n: u64 = line.trim().parse().unwrap();
    println!("{}", (0..n).fold(1u64, |x, _| x * 16807 % 2147483647));
}
