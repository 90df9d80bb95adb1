#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/remote/commands.h"
#include "judge/cli/remote/connection.h"
#include "judge/cli/remote/package_archive.h"
#include "judge/cli/remote/printable_message.h"
#include "judge/cli/text_report.h"
#include "judge/cli/units.h"

namespace assay::judge {
namespace {

using ::judge::v1::PutProblemRequest;
using ::judge::v1::PutProblemResponse;
using Verb = ProblemCommandFlags::Verb;

// What the call ends with, or else what could not be packed.
absl::Status Upload(Connection& connection, const ProblemCommandFlags& flags,
                    PutProblemResponse* response) {
  Connection::Call call(&connection);
  const auto stream = connection.judge().PutProblem(call.context(), response);
  PutProblemRequest request;
  request.mutable_header()->set_id(flags.id);
  // A stream that ended early tells why at its end.
  bool open = stream->Write(request);
  absl::Status sent = SendPackage(flags.package, [&](absl::string_view piece) {
    request.set_piece(piece.data(), piece.size());
    open = open && stream->Write(request);
    return open ? absl::OkStatus() : absl::CancelledError("the server takes no more");
  });
  if (!sent.ok() && open) {
    call.Cancel();
    stream->Finish();
    return sent;
  }
  request.mutable_end_of_archive();
  if (open) stream->Write(request);
  stream->WritesDone();
  return connection.Explain(stream->Finish());
}

int Put(Connection& connection, const ProblemCommandFlags& flags) {
  PutProblemResponse response;
  const absl::Status end = Upload(connection, flags, &response);
  // The packing's errors are the package's.
  if (absl::IsFailedPrecondition(end)) return Fail(kExitUsage, end);
  if (!end.ok()) return connection.Fail(end);
  MakeStringsPrintable(&response);
  if (flags.json) {
    std::fputs(JsonText(response).c_str(), stdout);
    return kExitAccepted;
  }
  for (const std::string& warning : response.warnings()) {
    std::fprintf(stderr, "sandbox_cli: warning: %s\n", warning.c_str());
  }
  std::printf("%s  %s  %s\n", response.id().c_str(), response.digest().c_str(),
              response.already_stored() ? "was stored already" : "stored");
  return kExitAccepted;
}

int List(Connection& connection, const ProblemCommandFlags& flags) {
  ::judge::v1::ListProblemsRequest request;
  request.set_page_size(1000);
  ::judge::v1::ListProblemsResponse all;
  do {
    ::judge::v1::ListProblemsResponse page;
    Connection::Call call(&connection);
    const grpc::Status end = connection.judge().ListProblems(call.context(), request, &page);
    if (!end.ok()) return connection.Fail(connection.Explain(end));
    request.set_page_token(page.next_page_token());
    all.mutable_problems()->MergeFrom(page.problems());
  } while (!request.page_token().empty());
  MakeStringsPrintable(&all);
  if (flags.json) {
    std::fputs(JsonText(all).c_str(), stdout);
    return kExitAccepted;
  }
  absl::PrintF("%-24s  %5s  %12s  %-12s  %s\n", "ID", "TESTS", "SIZE", "DIGEST", "NAME");
  for (const ::judge::v1::StoredProblemInfo& problem : all.problems()) {
    absl::PrintF("%-24s  %5d  %12s  %-12s  %s\n", problem.id(), problem.test_count(),
                 FormatMebibytes(problem.size_bytes()), problem.digest().substr(0, 12),
                 problem.name());
  }
  return kExitAccepted;
}

int Delete(Connection& connection, const ProblemCommandFlags& flags) {
  ::judge::v1::DeleteProblemRequest request;
  request.set_id(flags.id);
  ::judge::v1::DeleteProblemResponse response;
  Connection::Call call(&connection);
  const grpc::Status end = connection.judge().DeleteProblem(call.context(), request, &response);
  if (!end.ok()) return connection.Fail(connection.Explain(end));
  if (flags.json) std::fputs(JsonText(response).c_str(), stdout);
  return kExitAccepted;
}

}  // namespace

int ProblemThere(const ServerFlags& server, const ProblemCommandFlags& flags) {
  const auto connection = Connection::Open(server);
  if (!connection.ok()) return Fail(ExitCodeOfArgument(connection.status()), connection.status());
  switch (flags.verb) {
    case Verb::kPut:
      return Put(**connection, flags);
    case Verb::kList:
      return List(**connection, flags);
    case Verb::kDelete:
      return Delete(**connection, flags);
  }
  return kExitUsage;
}

}  // namespace assay::judge
