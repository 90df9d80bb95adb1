fn depth(n: u64) -> u64 {
    let block = [n; 8];
    if n == u64::MAX {
        block.iter().sum()
    } else {
        depth(n + 1) + block[(n % 8) as usize]
    }
}

fn main() {
    println!("{}", depth(0));
}
