#include "judge/service/server.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "judge/base/timestamp.h"
#include "judge/base/version.h"
#include "judge/evaluate/bare_run.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/compile_aids.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/doctor_report.h"
#include "judge/evaluate/language_report.h"
#include "judge/evaluate/package_programs.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/verdict.h"
#include "judge/evaluate/work_queue.h"
#include "judge/evaluate/work_slots.h"
#include "judge/service/background.h"
#include "judge/service/calls.h"
#include "judge/service/connection_guard.h"
#include "judge/service/dispatcher.h"
#include "judge/service/identity.h"
#include "judge/service/judge_service.h"
#include "judge/service/metrics.h"
#include "judge/service/metrics_endpoint.h"
#include "judge/service/quotas.h"
#include "judge/service/rpc_meter.h"
#include "judge/service/run_permissions.h"
#include "judge/service/sandbox_service.h"
#include "judge/service/server_observer.h"
#include "judge/service/server_setup.h"
#include "judge/service/tls_material.h"
#include "judge/service/tokens.h"
#include "judge/store/journal.h"
#include "judge/store/problem_store.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"
#include "sandbox/host/host_probe.h"
#include "sandbox/sandbox.h"

namespace assay::judge {
namespace {

using ::judge::v1::LanguagesReport;
using ::judge::v1::ServerInfo;

// Uploads that are to be unpacked.
constexpr size_t kMostWaitingUploads = 16;
// How often housekeeping looks at what changes slowly.
constexpr absl::Duration kHousekeepingPause = absl::Seconds(2);
// Unused packages go, and a jail is tried out, each so many times of these.
constexpr int kPausesPerSweep = 30;
// What calls get to end by themselves when the server stops.
constexpr absl::Duration kCallGrace = absl::Seconds(1);

// Whether a jail works on this host: runs a program that does nothing.
absl::Status Probe(sandbox::Sandbox& sandbox, PolicySet& policies) {
  sandbox::RunSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.argv, ResolveProgram({"true"}));
  spec.env = BareEnvironment({});
  spec.limits = PlanBareLimits({});
  spec.root = DefaultRoot();
  ASSAY_ASSIGN_OR_RETURN(spec.seccomp, policies.seccomp.Get("run"));
  Cancellation never;
  ASSAY_ASSIGN_OR_RETURN(const sandbox::RunResult result,
                         RunToEnd(sandbox, std::move(spec), never));
  if (result.outcome == sandbox::Outcome(sandbox::Exited{0})) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("/usr/bin/true in a jail: ", DescribeOutcome(result.outcome)));
}

}  // namespace

// In the order of construction; destroyed in the opposite one.
struct Server::Impl {
  Impl(const Config& given_config, Log* given_log) : config(given_config), log(given_log) {}

  ~Impl() {
    stopping.Notify();
    if (housekeeper.joinable()) housekeeper.join();
    Stop(absl::ZeroDuration());
  }

  absl::Status StartMetrics();
  absl::Status OpenStores();
  absl::Status StartJudging();
  absl::Status Listen();
  // Ends what runs, after `grace`, and then all calls.
  void Stop(absl::Duration grace);
  void KeepHouse();
  // Of which policies.
  std::shared_ptr<PolicySet> DescribeAll();
  MetricReadings Readings() const;
  ServerInfo Info() const;
  LanguagesReport Languages() const;
  void SetServing(bool serving);

  const Config config;
  const RunPermissions run_permissions{config};
  Log* const log;
  const absl::Time start_time = absl::Now();
  std::unique_ptr<sandbox::Sandbox> sandbox;
  ::judge::v1::DoctorReport host;
  std::shared_ptr<PolicySet> first_policies;
  std::unique_ptr<Tokens> tokens;
  std::optional<TlsMaterial> tls;

  std::unique_ptr<StateDirectory> state;
  CompileAids aids;
  std::unique_ptr<PackagePrograms> package_programs;
  std::unique_ptr<Journal> journal;
  std::unique_ptr<ProblemStore> problems;

  Quotas quotas;
  std::unique_ptr<Identities> identities;
  std::unique_ptr<Metrics> metrics;
  std::unique_ptr<MetricsEndpoint> metrics_endpoint;
  std::unique_ptr<ServerObserver> observer;
  WorkQueue queue;
  std::unique_ptr<Dispatcher> dispatcher;
  std::unique_ptr<Calls> calls;
  std::unique_ptr<Background> background;
  Cancellation abandon_bare_runs;
  std::unique_ptr<JudgeServiceImpl> judge_service;
  std::unique_ptr<SandboxServiceImpl> sandbox_service;
  ListeningServer listening;
  std::unique_ptr<ConnectionGuard> connection_guard;
  std::unique_ptr<WorkSlots> slots;

  mutable absl::Mutex mutex;
  LanguagesReport languages ABSL_GUARDED_BY(mutex);
  // Held while health is told.
  absl::Mutex health_mutex;
  std::atomic<bool> draining = false;
  std::atomic<bool> stopped = false;
  absl::Notification stopping;
  std::thread housekeeper;
};

absl::Status Server::Impl::StartMetrics() {
  std::vector<std::string> languages;
  for (const ::judge::v1::Language& language : first_policies->languages.languages()) {
    languages.push_back(language.id());
  }
  std::vector<std::string> rpcs;
  for (const char* name : {"judge.v1.JudgeService", "sandbox.v1.SandboxService"}) {
    const google::protobuf::ServiceDescriptor* const service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; i < service->method_count(); ++i) rpcs.push_back(service->method(i)->name());
  }
  metrics = std::make_unique<Metrics>(languages, rpcs);
  if (config.metrics_listen.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const ListenAddress address, ParseMetricsAddress(config.metrics_listen));
  ASSAY_ASSIGN_OR_RETURN(metrics_endpoint, MetricsEndpoint::Start(address, *metrics));
  return absl::OkStatus();
}

MetricReadings Server::Impl::Readings() const {
  MetricReadings readings;
  readings.queue_depth = dispatcher->QueueDepths();
  readings.slots = slots->count();
  readings.busy_slots = slots->busy_count();
  readings.journal_bytes = journal->SizeBytes();
  readings.problem_bytes = problems->SizeBytes().value_or(0);
  readings.sandbox = sandbox->statistics();
  return readings;
}

absl::Status Server::Impl::OpenStores() {
  ASSAY_ASSIGN_OR_RETURN(state, StateDirectory::Open(config.state_dir));
  ASSAY_ASSIGN_OR_RETURN(
      aids, CompileAids::Open(config.state_dir, {.max_cache_bytes = config.max_compile_cache_bytes,
                                                 .max_prepared_bytes = config.max_prepared_bytes}));
  package_programs = std::make_unique<PackagePrograms>(
      PackagePrograms::Options{.include_folders = config.include_dirs});
  ASSAY_ASSIGN_OR_RETURN(journal, Journal::Open(absl::StrCat(config.state_dir, "/journal.db"),
                                                {.retention = config.retention,
                                                 .max_bytes = config.max_journal_bytes}));
  ASSAY_ASSIGN_OR_RETURN(problems,
                         ProblemStore::Open(absl::StrCat(config.state_dir, "/problems"),
                                            {.max_problem_bytes = config.max_problem_bytes,
                                             .max_total_bytes = config.max_problems_total_bytes}));
  return absl::OkStatus();
}

absl::Status Server::Impl::StartJudging() {
  std::vector<int> cpus = sandbox->cpus();
  if (config.slots > static_cast<int>(cpus.size())) {
    return absl::InvalidArgumentError(absl::StrCat("slot_count: ", config.slots,
                                                   " is more than the ", cpus.size(),
                                                   " cpus that runs can be timed on"));
  }
  if (config.slots > 0) cpus.resize(config.slots);
  ASSAY_ASSIGN_OR_RETURN(dispatcher,
                         Dispatcher::Create({.sandbox = *sandbox,
                                             .state = *state,
                                             .package_programs = *package_programs,
                                             .journal = *journal,
                                             .problems = *problems,
                                             .queue = queue,
                                             .observer = *observer,
                                             .compile_cache = aids.cache.get(),
                                             .preparations = aids.preparations.get()},
                                            first_policies,
                                            {.max_queued = config.max_queued_submissions,
                                             .slots = static_cast<int>(cpus.size())}));
  ASSAY_ASSIGN_OR_RETURN(background, Background::Start(kMostWaitingUploads));
  calls =
      std::make_unique<Calls>(identities.get(), &quotas, config.request_limits, dispatcher.get());
  judge_service = std::make_unique<JudgeServiceImpl>(
      JudgeServiceImpl::Parts{.calls = *calls,
                              .journal = *journal,
                              .problems = *problems,
                              .background = *background,
                              .languages = [this] { return Languages(); },
                              .server_info = [this] { return Info(); },
                              .max_under_way = config.max_in_flight});
  sandbox_service = std::make_unique<SandboxServiceImpl>(
      BareRunParts{.calls = *calls,
                   .queue = queue,
                   .sandbox = *sandbox,
                   .state = *state,
                   .abandon = abandon_bare_runs,
                   .max_message_bytes = config.max_message_bytes,
                   .limits = config.request_limits,
                   .permissions = run_permissions,
                   .metrics = *metrics});
  ASSAY_ASSIGN_OR_RETURN(slots, WorkSlots::Start(&queue, std::move(cpus)));
  return absl::OkStatus();
}

absl::Status Server::Impl::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MeterCalls(metrics.get()));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  builder.RegisterService(judge_service.get());
  builder.RegisterService(sandbox_service.get());
  ASSAY_ASSIGN_OR_RETURN(listening, StartServer(config, tls, &builder));
  ASSAY_ASSIGN_OR_RETURN(connection_guard, ConnectionGuard::Start(MaxMemoryBytes(config), log));
  return absl::OkStatus();
}

void Server::Impl::SetServing(bool serving) {
  const absl::MutexLock lock(&health_mutex);
  // Once it drains it does not serve, whatever a probe finds that was under way.
  if (serving && draining) return;
  grpc::HealthCheckServiceInterface* const health = listening.server->GetHealthCheckService();
  if (health != nullptr) health->SetServingStatus(serving);
}

ServerInfo Server::Impl::Info() const {
  ServerInfo info;
  info.set_version(kVersion);
  *info.mutable_features() = host.features();
  info.set_slot_count(slots->count());
  info.set_busy_slot_count(slots->busy_count());
  info.set_queued_submission_count(dispatcher->queued_count());
  info.set_max_queued_submission_count(dispatcher->max_queued());
  info.set_max_message_bytes(config.max_message_bytes);
  info.set_max_problem_bytes(config.max_problem_bytes);
  info.set_draining(draining);
  SetTimestamp(start_time, info.mutable_start_time());
  *info.mutable_request_limits() = config.request_limits.ToProto();
  return info;
}

LanguagesReport Server::Impl::Languages() const {
  {
    const absl::MutexLock lock(&mutex);
    if (languages.languages_size() > 0) return languages;
  }
  // Their versions are being found out.
  return DescribeLanguages(dispatcher->policies()->languages, nullptr);
}

std::shared_ptr<PolicySet> Server::Impl::DescribeAll() {
  Cancellation never;
  std::shared_ptr<PolicySet> policies = dispatcher->policies();
  const JudgeContext context = {.sandbox = *sandbox,
                                .policies = policies->seccomp,
                                .state = *state,
                                .cancellation = never,
                                .languages = policies->languages,
                                .package_programs = *package_programs};
  LanguagesReport report = DescribeLanguages(policies->languages, &context);
  const absl::MutexLock lock(&mutex);
  // Finding versions out takes a while: the policies may be others by now.
  if (policies == dispatcher->policies()) languages = std::move(report);
  return policies;
}

void Server::Impl::KeepHouse() {
  std::shared_ptr<PolicySet> described = DescribeAll();
  int pauses = 0;
  while (!stopping.WaitForNotificationWithTimeout(kHousekeepingPause)) {
    dispatcher->RetryEnds();
    if (described != dispatcher->policies()) described = DescribeAll();
    if (++pauses % kPausesPerSweep != 0) continue;
    const absl::Status swept = problems->Sweep(dispatcher->NeededPackages());
    if (!swept.ok()) log->Warning("sweep_failed", {{"error", swept.ToString()}});
    const absl::Status works = Probe(*sandbox, *dispatcher->policies());
    if (!works.ok()) log->Error("probe_failed", {{"error", works.ToString()}});
    SetServing(works.ok());
  }
}

void Server::Impl::Stop(absl::Duration grace) {
  if (stopped.exchange(true) || dispatcher == nullptr) return;
  draining = true;
  metrics->SetReader(nullptr);
  dispatcher->Drain();
  if (listening.server != nullptr) SetServing(false);
  if (slots != nullptr) {
    // What runs may end; nothing else begins.
    queue.Close();
    const absl::Time deadline = absl::Now() + grace;
    while (slots->busy_count() > 0 && absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(5));
    }
    dispatcher->Abandon();
    abandon_bare_runs.Cancel();
    slots->Stop();
  }
  // Ends the streams of what has not ended.
  dispatcher->EndAll();
  if (listening.server != nullptr) {
    listening.server->Shutdown(absl::ToChronoTime(absl::Now() + kCallGrace));
    listening.server->Wait();
    listening.server.reset();
  }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config, Log* log) {
  auto impl = std::make_unique<Impl>(config, log);
  sandbox::SandboxOptions options;
  options.accepted_weaknesses = config.accepted_weaknesses;
  options.disk_directory = config.disk_directory;
  options.egress = config.egress;
  // Before any thread: it starts the launcher.
  ASSAY_ASSIGN_OR_RETURN(impl->sandbox, sandbox::Sandbox::Create(options));
  impl->host = MakeDoctorReport(sandbox::ProbeHost(), config.accepted_weaknesses);
  ASSAY_ASSIGN_OR_RETURN(impl->first_policies,
                         PolicySet::Load(config.policy_dir, config.state_dir));
  ASSAY_RETURN_IF_ERROR(Probe(*impl->sandbox, *impl->first_policies));
  if (!config.tokens_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(impl->tokens, Tokens::Open(config.tokens_file));
  }
  if (config.tls.enabled()) {
    ASSAY_ASSIGN_OR_RETURN(impl->tls, LoadTlsMaterial(config.tls));
  }
  impl->identities =
      std::make_unique<Identities>(impl->tokens.get(), !config.tls.client_ca_file.empty());
  ASSAY_RETURN_IF_ERROR(impl->StartMetrics());
  impl->observer = std::make_unique<ServerObserver>(&impl->quotas, impl->metrics.get(), log);
  ASSAY_RETURN_IF_ERROR(impl->OpenStores());
  ASSAY_RETURN_IF_ERROR(impl->StartJudging());
  ASSAY_RETURN_IF_ERROR(impl->Listen());
  impl->metrics->SetReader([raw = impl.get()] { return raw->Readings(); });
  impl->SetServing(true);
  ASSAY_ASSIGN_OR_RETURN(impl->housekeeper, StartThread([raw = impl.get()] { raw->KeepHouse(); }));
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

absl::Status Server::Reload() {
  ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<PolicySet> policies,
                         PolicySet::Load(impl_->config.policy_dir, impl_->config.state_dir));
  if (impl_->tokens != nullptr) ASSAY_RETURN_IF_ERROR(impl_->tokens->Reload());
  impl_->dispatcher->SetPolicies(std::move(policies));
  impl_->calls->Recheck();
  const absl::MutexLock lock(&impl_->mutex);
  impl_->languages.Clear();
  return absl::OkStatus();
}

void Server::Drain() { impl_->Stop(impl_->config.drain_timeout); }

const std::vector<std::string>& Server::addresses() const { return impl_->listening.addresses; }

}  // namespace assay::judge
