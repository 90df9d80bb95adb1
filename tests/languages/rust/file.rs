fn main() {
    println!("{}", if std::fs::read("/etc/passwd").is_ok() { "done" } else { "refused" });
}
