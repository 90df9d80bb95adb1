#include "judge/cli/session.h"

#include <string>
#include <utility>

#include "judge/cli/exit_code.h"
#include "judge/cli/image_jail.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<Session>> Session::Open(const sandbox::SandboxOptions& options,
                                                       std::vector<std::string> include_folders,
                                                       bool compile_cache) {
  std::unique_ptr<Session> session(new Session());
  Session* const raw = session.get();
  ASSAY_ASSIGN_OR_RETURN(session->signals_,
                         SignalWatcher::Create([raw] { raw->cancellation_.Cancel(); }));
  ASSAY_ASSIGN_OR_RETURN(session->languages_, OpenLanguages(&session->images_));
  session->package_programs_ = std::make_unique<PackagePrograms>(
      PackagePrograms::Options{.include_folders = std::move(include_folders)});
  ASSAY_ASSIGN_OR_RETURN(const std::string root, DefaultStateRoot());
  ASSAY_ASSIGN_OR_RETURN(session->state_, StateDirectory::Open(root));
  CompileAids::Options aids;
  if (!compile_cache) aids.max_cache_bytes = 0;
  ASSAY_ASSIGN_OR_RETURN(session->aids_, CompileAids::Open(root, aids));
  ASSAY_ASSIGN_OR_RETURN(session->sandbox_, sandbox::Sandbox::Create(options));
  return session;
}

int Session::Fail(int code, const absl::Status& status) const {
  if (const int signal = signals_->signal(); signal != 0) return 128 + signal;
  return judge::Fail(code, status);
}

}  // namespace assay::judge
