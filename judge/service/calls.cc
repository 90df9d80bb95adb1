#include "judge/service/calls.h"

#include <utility>

#include "absl/time/clock.h"
#include "judge/base/error_details.h"
#include "judge/service/submit_request.h"
#include "sandbox/base/status.h"

namespace assay::judge {

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

absl::StatusOr<Caller> Calls::Enter(const grpc::CallbackServerContext& context, Role role,
                                    OpenCalls::End end, std::optional<OpenCalls::Entry>* entry) {
  // First: who goes between the look at the tokens and the entry would be missed.
  entry->emplace(open_.Add({.facts = FactsOf(context), .role = role, .end = std::move(end)}));
  return EnterAgain(**entry);
}

absl::StatusOr<Caller> Calls::EnterAgain(const OpenCalls::Entry& entry) const {
  return Identify(entry.call().facts, entry.call().role);
}

void Calls::Recheck() {
  open_.Recheck(
      [this](const OpenCalls::Call& call) { return Identify(call.facts, call.role).status(); });
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
