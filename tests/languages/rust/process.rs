fn main() {
    let child = std::process::Command::new("/bin/sh").spawn();
    println!("{}", if child.is_ok() { "done" } else { "refused" });
}
