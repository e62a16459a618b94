// The messages of a unary call in arenas, so that a request of a thousand records is freed in one
// piece: when it has been read, while it is in the caches, and not after the answer, when it has
// left them.
#ifndef TXTSENTRY_SERVER_ARENA_MESSAGES_H_
#define TXTSENTRY_SERVER_ARENA_MESSAGES_H_

#include <google/protobuf/arena.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/message_allocator.h>

#include <cstddef>

namespace txtsentry::server {

// Thread-safe. Set by SetMessageAllocatorFor_METHOD; outlives the service's calls.
template <typename Request, typename Response>
class ArenaMessages final : public grpc::MessageAllocator<Request, Response> {
 public:
  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : request_arena_(Options()), response_arena_(Options()) {
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
    static google::protobuf::ArenaOptions Options() {
      // A call of one record takes a block, one of a hundred some five.
      constexpr size_t kBlockBytes = 1024;
      constexpr size_t kBlockBytesMax = 64 << 10;
      google::protobuf::ArenaOptions options;
      options.start_block_size = kBlockBytes;
      options.max_block_size = kBlockBytesMax;
      return options;
    }

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

#endif  // TXTSENTRY_SERVER_ARENA_MESSAGES_H_
