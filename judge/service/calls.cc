#include "judge/service/calls.h"

#include <grpc/grpc.h>

#include <cstdint>
#include <utility>

#include "absl/time/clock.h"
#include "judge/base/error_details.h"
#include "judge/service/submission_errors.h"
#include "judge/service/submit_request.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// In which the client of a revoked call may take what is on its way, and why the call ends.
constexpr absl::Duration kRevokedGrace = absl::Seconds(5);

// gRPC's own cancelling of a call does not wait for a client that does not read, as the finishing
// of one does, and tells it a code and a message all the same.
OpenCalls::End Cutter(grpc::CallbackServerContext* context) {
  grpc_call* const call = context->c_call();
  grpc_call_ref(call);
  const std::shared_ptr<grpc_call> held(call, grpc_call_unref);
  return [held](const absl::Status& status) {
    grpc_call_cancel_with_status(held.get(), static_cast<grpc_status_code>(status.code()),
                                 std::string(status.message()).c_str(), nullptr);
  };
}

}  // namespace

absl::StatusOr<Caller> Calls::Identify(const PeerFacts& facts, Role role) const {
  ASSAY_ASSIGN_OR_RETURN(Caller caller, identities_->Identify(facts));
  if (role == Role::kAdmin && caller.role != Role::kAdmin) {
    return WithReason(absl::PermissionDeniedError("only admins may do this"), "ROLE_ADMIN_NEEDED");
  }
  return caller;
}

absl::StatusOr<Caller> Calls::Enter(const grpc::CallbackServerContext& context, Role role) const {
  return Identify(FactsOf(context), role);
}

absl::StatusOr<Caller> Calls::Enter(grpc::CallbackServerContext* context, Role role,
                                    OpenCalls::End end, std::optional<OpenCalls::Entry>* entry) {
  // First: who goes between the look at the tokens and the entry would be missed.
  entry->emplace(open_->Add(
      {.facts = FactsOf(*context), .role = role, .end = std::move(end), .cut = Cutter(context)}));
  return EnterAgain(**entry);
}

absl::StatusOr<Caller> Calls::EnterAgain(const OpenCalls::Entry& entry) const {
  return Identify(entry.call().facts, entry.call().role);
}

void Calls::Recheck() {
  const int64_t round = open_->Recheck(
      [this](const OpenCalls::Call& call) { return Identify(call.facts, call.role).status(); });
  const absl::MutexLock lock(&mutex_);
  // What an earlier one was to cut is cut now.
  cut_ = grpc::Alarm();
  cut_.Set(absl::ToChronoTime(absl::Now() + kRevokedGrace),
           [open = open_, round](bool /*ok*/) { open->Cut(round); });
}

Calls::Admission::~Admission() {
  if (calls_ != nullptr) calls_->quotas_->Finish(client_);
}

absl::StatusOr<Calls::Admission> Calls::Admit(const Caller& caller) {
  ASSAY_RETURN_IF_ERROR(quotas_->Admit(caller, absl::Now()));
  return Admission(this, caller.client);
}

void Calls::Charge(const Caller& caller, absl::Duration cpu_time) {
  quotas_->Charge(caller.client, cpu_time, absl::Now());
}

void Calls::Submit(const Caller& caller, const ::judge::v1::SubmitRequest& request,
                   const Dispatcher::Origin& origin, Dispatcher::Accept accept) {
  if (const absl::Status wrong = CheckSubmitRequest(request); !wrong.ok()) return accept(wrong);
  SubmitChecked(caller, request, origin, std::move(accept));
}

void Calls::SubmitChecked(const Caller& caller, const ::judge::v1::SubmitRequest& request,
                          const Dispatcher::Origin& origin, Dispatcher::Accept accept) {
  // Before anything that could refuse it: what was accepted is told again in any case.
  if (dispatcher_->AcceptRepeated(caller.client, request, accept)) return;
  // What is judged again was within the limits of its time.
  if (origin.rejudge_of.empty()) {
    if (const absl::Status beyond = limits_.Check(request); !beyond.ok()) return accept(beyond);
  }
  if (const absl::Status full = quotas_->Admit(caller, absl::Now()); !full.ok()) {
    return accept(full);
  }
  dispatcher_->Submit(caller.client, request, origin,
                      [quotas = quotas_, client = caller.client,
                       accept = std::move(accept)](absl::StatusOr<Dispatcher::Ticket> ticket) {
                        // There is no submission whose end would do it.
                        if (!ticket.ok() || ticket->repeated) quotas->Finish(client);
                        accept(std::move(ticket));
                      });
}

absl::StatusOr<::judge::v1::Submission> Calls::Get(const Caller& caller,
                                                   const std::string& id) const {
  ASSAY_ASSIGN_OR_RETURN(::judge::v1::Submission submission, dispatcher_->Get(id));
  if (caller.role != Role::kAdmin && submission.client() != caller.client) {
    return NoSuchSubmission(id);
  }
  return submission;
}

}  // namespace assay::judge
