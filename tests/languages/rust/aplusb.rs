use std::io::{self, Read, Write};

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let mut numbers = text.split_ascii_whitespace().map(|word| word.parse::<i64>().unwrap());
    let n = numbers.next().unwrap();
    let mut out = io::BufWriter::new(io::stdout());
    for _ in 0..n {
        let sum = numbers.next().unwrap() + numbers.next().unwrap();
        writeln!(out, "{}", sum).unwrap();
    }
}
