#include "client/bench/grpc_target.h"

#include <google/protobuf/arena.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <limits>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_format.h"
#include "client/calls_under_way.h"
#include "client/classify_stream.h"
#include "client/credentials.h"
#include "client/method_path.h"
#include "client/status_from_grpc.h"
#include "core/base/mutex.h"
#include "txtsentry/v1/classifier.grpc.pb.h"

namespace txtsentry::client {
namespace {

// Requests are already serialized (Workload::RequestOf).
using RawStub = StreamStub<grpc::ByteBuffer>::Type;
using RawStream = ClassifyStreamOf<grpc::ByteBuffer>;
using StubPointer = std::unique_ptr<RawStub>;

// Wraps `request` without a copy.
grpc::ByteBuffer BufferOf(std::string request) {
  auto* const owned = new std::string(std::move(request));
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* string) { delete static_cast<std::string*>(string); },
      owned);
  return grpc::ByteBuffer(&slice, 1);
}

std::chrono::system_clock::time_point FromNow(int64_t ms) {
  return std::chrono::system_clock::now() + std::chrono::milliseconds(ms);
}

absl::StatusOr<std::vector<StubPointer>> Connect(const GrpcTargetOptions& options,
                                                 const Credentials& credentials) {
  grpc::ChannelArguments arguments;
  // Without this option, channels to the same target share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  credentials.AddTo(arguments);
  arguments.SetMaxReceiveMessageSize(std::numeric_limits<int>::max());
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int64_t i = 0; i < options.connections; ++i) {
    channels.push_back(grpc::CreateCustomChannel(options.target, credentials.channel(), arguments));
    channels.back()->GetState(/*try_to_connect=*/true);
  }
  const auto deadline = FromNow(options.connect_ms);
  std::vector<StubPointer> stubs;
  for (const auto& channel : channels) {
    if (!channel->WaitForConnected(deadline)) {
      return absl::UnavailableError(absl::StrFormat("%s: connections=%d of %d after connect_ms=%d",
                                                    options.target, stubs.size(),
                                                    options.connections, options.connect_ms));
    }
    stubs.push_back(std::make_unique<RawStub>(channel));
  }
  return stubs;
}

// A response with one record needs one block, one with a hundred records about five.
google::protobuf::ArenaOptions ResponseArenaOptions() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = 1024;
  options.max_block_size = 64 << 10;
  return options;
}

class UnaryTarget final : public LoadTarget {
 public:
  UnaryTarget(std::vector<StubPointer> stubs, Credentials credentials, int64_t deadline_ms)
      : stubs_(std::move(stubs)), credentials_(std::move(credentials)), deadline_ms_(deadline_ms) {}

  void Send(std::string request, Done done) override {
    auto* const call = new Call;
    call->context.set_deadline(FromNow(deadline_ms_));
    credentials_.AddTo(call->context);
    call->request = BufferOf(std::move(request));
    call->done = std::move(done);
    const uint64_t turn = next_stub_.fetch_add(1, std::memory_order_relaxed);
    calls_.Begin();
    stubs_[turn % stubs_.size()]->UnaryCall(
        &call->context, path_, {}, &call->request, call->response,
        [this, call](const grpc::Status& status) { Answered(call, status); });
  }

  void Abandon() override {}  // Each call has a deadline.

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    google::protobuf::Arena arena{ResponseArenaOptions()};
    v1::ClassifyResponse* const response =
        google::protobuf::Arena::CreateMessage<v1::ClassifyResponse>(&arena);
    Done done;
  };

  void Answered(Call* call, const grpc::Status& status) {
    call->done(FromGrpc(status), *call->response);
    // Delete before End, after which the channels may be destroyed; see Client::ClassifyAsync.
    delete call;
    calls_.End();
  }

  const std::vector<StubPointer> stubs_;
  const Credentials credentials_;
  const int64_t deadline_ms_;
  const std::string path_ = MethodPath("Classify");
  std::atomic<uint64_t> next_stub_{0};
  CallsUnderWay calls_;  // Last member: its destructor waits before the stubs are destroyed.
};

// One connection with one stream, whose answers arrive in the order of the requests. Thread-safe.
class StreamLane {
 public:
  StreamLane(StubPointer stub, Credentials credentials)
      : stub_(std::move(stub)), credentials_(std::move(credentials)) {}

  void Send(std::string request, LoadTarget::Done done) {
    {
      const base::MutexLock lock(mu_);
      if (ended_)
        stream_.reset();  // No deadlock: OnEnd is the last callback to lock mu_, and it has
                          // released it.
      if (stream_ == nullptr) OpenLocked();
      waiting_.push_back(std::move(done));
      if (stream_->TrySend(BufferOf(std::move(request)))) return;
      done = std::move(waiting_.back());
      waiting_.pop_back();
    }
    done(absl::UnavailableError("the stream is breaking"), {});
  }

  // A stream's destructor cancels it and waits for OnEnd.
  void Abandon() {
    std::unique_ptr<RawStream> stream;
    {
      const base::MutexLock lock(mu_);
      stream = std::move(stream_);
    }
  }

 private:
  void OpenLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    ended_ = false;
    RawStream::Options options;
    options.inflight_max = std::numeric_limits<int64_t>::max();
    options.on_end = [this](const absl::Status& status) { OnEnd(status); };
    stream_ =
        RawStream::Open(*stub_, credentials_, options,
                        [this](const v1::ClassifyResponse& response) { OnResponse(response); });
  }

  void OnResponse(const v1::ClassifyResponse& response) {
    LoadTarget::Done done;
    {
      const base::MutexLock lock(mu_);
      // An answer without a request: the check of a later answer will report it.
      if (waiting_.empty()) return;
      done = std::move(waiting_.front());
      waiting_.pop_front();
    }
    done(FromRpc(response.error()), response);
  }

  void OnEnd(const absl::Status& status) {
    std::deque<LoadTarget::Done> waiting;
    {
      const base::MutexLock lock(mu_);
      ended_ = true;
      waiting.swap(waiting_);
    }
    const absl::Status failure =
        status.ok() ? absl::UnavailableError("the server has ended the stream") : status;
    for (const LoadTarget::Done& done : waiting) done(failure, {});
  }

  const StubPointer stub_;
  const Credentials credentials_;
  base::Mutex mu_;
  std::deque<LoadTarget::Done> waiting_ ABSL_GUARDED_BY(mu_);  // Sent requests, in order.
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
  std::unique_ptr<RawStream> stream_
      ABSL_GUARDED_BY(mu_);  // Last member: calls back until it is destroyed.
};

class StreamTarget final : public LoadTarget {
 public:
  StreamTarget(std::vector<StubPointer> stubs, const Credentials& credentials) {
    for (StubPointer& stub : stubs) {
      lanes_.push_back(std::make_unique<StreamLane>(std::move(stub), credentials));
    }
  }

  void Send(std::string request, Done done) override {
    const uint64_t turn = next_lane_.fetch_add(1, std::memory_order_relaxed);
    lanes_[turn % lanes_.size()]->Send(std::move(request), std::move(done));
  }

  void Abandon() override {
    for (const auto& lane : lanes_) lane->Abandon();
  }

 private:
  std::vector<std::unique_ptr<StreamLane>> lanes_;
  std::atomic<uint64_t> next_lane_{0};
};

}  // namespace

absl::StatusOr<std::unique_ptr<LoadTarget>> ConnectGrpcTarget(const GrpcTargetOptions& options) {
  auto credentials = Credentials::Create(options.credentials, options.target);
  if (!credentials.ok()) return credentials.status();
  auto stubs = Connect(options, *credentials);
  if (!stubs.ok()) return stubs.status();
  if (options.rpc == Rpc::kStream) {
    return std::unique_ptr<LoadTarget>(
        std::make_unique<StreamTarget>(*std::move(stubs), *credentials));
  }
  return std::unique_ptr<LoadTarget>(std::make_unique<UnaryTarget>(
      *std::move(stubs), *std::move(credentials), options.deadline_ms));
}

}  // namespace txtsentry::client
