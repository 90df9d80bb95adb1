#include "tests/bench/peers/http_contender.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/status.h"

namespace assay::bench {
namespace {

constexpr size_t kMaxHeadBytes = 64 << 10;
constexpr size_t kMaxBodyBytes = 1 << 20;
constexpr size_t kMaxQuotedBytes = 200;

std::string MakeRequest(const ::peers::v1::HttpPost& post) {
  return absl::StrCat("POST ", post.path(), " HTTP/1.1\r\nHost: ", post.address(), ":", post.port(),
                      "\r\nContent-Type: application/json\r\nContent-Length: ", post.body().size(),
                      "\r\n\r\n", post.body());
}

absl::Status SendAll(int fd, absl::string_view data) {
  while (!data.empty()) {
    const ssize_t count = send(fd, data.data(), data.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "send the request");
    data.remove_prefix(count);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReceiveAnswer(int fd) {
  std::string answer;
  std::array<char, 16 << 10> buffer;
  while (true) {
    const ssize_t count = recv(fd, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "receive the answer");
    if (count == 0) return absl::UnavailableError("the service closed the connection");
    answer.append(buffer.data(), count);
    ASSAY_ASSIGN_OR_RETURN(const size_t length, AnswerLength(answer));
    if (length != 0 && answer.size() >= length) return answer;
  }
}

}  // namespace

absl::StatusOr<size_t> AnswerLength(absl::string_view received) {
  const size_t head_length = received.find("\r\n\r\n");
  if (head_length == absl::string_view::npos) {
    if (received.size() <= kMaxHeadBytes) return 0;
    return absl::InvalidArgumentError("the answer's head is too long");
  }
  for (absl::string_view line : absl::StrSplit(received.substr(0, head_length), "\r\n")) {
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    if (!absl::EqualsIgnoreCase(field.first, "Content-Length")) continue;
    size_t body_length = 0;
    if (!absl::SimpleAtoi(field.second, &body_length) || body_length > kMaxBodyBytes) break;
    return head_length + 4 + body_length;
  }
  return absl::InvalidArgumentError("the answer has no usable Content-Length");
}

HttpContender::HttpContender(::peers::v1::HttpPost post, int in_flight)
    : post_(std::move(post)), request_(MakeRequest(post_)), connections_(in_flight) {}

absl::StatusOr<UniqueFd> HttpContender::Connect() const {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(post_.port()));
  const std::string name = absl::StrCat(post_.address(), ":", post_.port());
  if (inet_pton(AF_INET, post_.address().c_str(), &address.sin_addr) != 1) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is no IPv4 address and port"));
  }
  UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return ErrnoStatus(errno, "socket");
  // A request must not wait for the acknowledgement of the one before.
  const int on = 1;
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return ErrnoStatus(errno, absl::StrCat("connect to ", name));
  }
  return fd;
}

absl::Status HttpContender::Check(const std::string& /*expected_output*/) { return Run(0); }

absl::Status HttpContender::Run(int slot) {
  UniqueFd& connection = connections_[slot];
  if (!connection.valid()) {
    ASSAY_ASSIGN_OR_RETURN(connection, Connect());
  }
  ASSAY_RETURN_IF_ERROR(SendAll(connection.get(), request_));
  ASSAY_ASSIGN_OR_RETURN(const std::string answer, ReceiveAnswer(connection.get()));
  for (const std::string& part : post_.expected_parts()) {
    if (absl::StrContains(answer, part)) continue;
    const absl::string_view body = absl::string_view(answer).substr(answer.find("\r\n\r\n") + 4);
    return absl::InternalError(
        absl::StrCat("the answer has no ", part, ": ", body.substr(0, kMaxQuotedBytes)));
  }
  return absl::OkStatus();
}

}  // namespace assay::bench
