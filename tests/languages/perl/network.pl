use IO::Socket::INET;
print IO::Socket::INET->new('127.0.0.1:80') ? "done\n" : "refused\n";
