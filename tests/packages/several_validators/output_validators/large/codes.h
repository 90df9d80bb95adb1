constexpr int kAccept = 42;
constexpr int kReject = 43;
