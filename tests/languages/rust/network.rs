fn main() {
    let socket = std::net::TcpStream::connect("127.0.0.1:80");
    println!("{}", if socket.is_ok() { "done" } else { "refused" });
}
