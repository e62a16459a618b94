// Messages in arenas, so that those of a thousand records are freed in a few pieces; and the
// request of a unary call when it has been read, while it is in the caches, and not after the
// answer, when it has left them.
#ifndef TXTSENTRY_SERVER_GRPC_ARENA_MESSAGES_H_
#define TXTSENTRY_SERVER_GRPC_ARENA_MESSAGES_H_

#include <google/protobuf/arena.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/message_allocator.h>

namespace txtsentry::server {

// For one message with its parts: one of a record takes a block, one of a hundred records some
// five.
inline google::protobuf::ArenaOptions MessageArenaOptions() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = 1024;
  options.max_block_size = 64 << 10;
  return options;
}

// Thread-safe. Set by SetMessageAllocatorFor_METHOD; outlives the service's calls.
template <typename Request, typename Response>
class ArenaMessages final : public grpc::MessageAllocator<Request, Response> {
 public:
  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : request_arena_(MessageArenaOptions()), response_arena_(MessageArenaOptions()) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&request_arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&response_arena_));
    }

    // The request is gone then; the handler must not look at it again.
    void FreeRequest() override {
      this->set_request(nullptr);
      request_arena_.Reset();
    }

    void Release() override { delete this; }

   private:
    google::protobuf::Arena request_arena_;
    google::protobuf::Arena response_arena_;
  };

  // gRPC's; it calls Release.
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder(); }

  // Of a call whose method has this allocator.
  static Holder& Of(grpc::CallbackServerContext& context) {
    return *static_cast<Holder*>(context.GetRpcAllocatorState());
  }
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_ARENA_MESSAGES_H_
