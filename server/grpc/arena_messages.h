// Message allocator that puts the messages of unary calls into arenas. The messages of a thousand
// records are then freed in a few blocks. The request is freed as soon as it has been read, while
// it is still in the CPU caches.
#ifndef TXTSENTRY_SERVER_GRPC_ARENA_MESSAGES_H_
#define TXTSENTRY_SERVER_GRPC_ARENA_MESSAGES_H_

#include <google/protobuf/arena.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/message_allocator.h>

namespace txtsentry::server {

// Block sizes for one message with its fields: one record takes one block, a hundred records about
// five.
inline google::protobuf::ArenaOptions MessageArenaOptions() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = 1024;
  options.max_block_size = 64 << 10;
  return options;
}

// Thread-safe. Passed to SetMessageAllocatorFor_METHOD; must outlive the service's calls.
template <typename Request, typename Response>
class ArenaMessages final : public grpc::MessageAllocator<Request, Response> {
 public:
  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : request_arena_(MessageArenaOptions()), response_arena_(MessageArenaOptions()) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&request_arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&response_arena_));
    }

    // Frees the request; the handler must not use it afterwards.
    void FreeRequest() override {
      this->set_request(nullptr);
      request_arena_.Reset();
    }

    void Release() override { delete this; }

   private:
    google::protobuf::Arena request_arena_;
    google::protobuf::Arena response_arena_;
  };

  // The holder belongs to gRPC, which calls Release.
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder(); }

  // The holder of a call whose method uses this allocator.
  static Holder& Of(grpc::CallbackServerContext& context) {
    return *static_cast<Holder*>(context.GetRpcAllocatorState());
  }
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_ARENA_MESSAGES_H_
