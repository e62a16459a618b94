# txtsentry_proto_library(name PROTOS a.proto GRPC b.proto): generates and compiles C++ for .proto
# files of the current folder. GRPC names those with services.
function(txtsentry_proto_library name)
  cmake_parse_arguments(ARG "" "" "PROTOS;GRPC" ${ARGN})
  set(out "${CMAKE_CURRENT_BINARY_DIR}/generated")
  file(MAKE_DIRECTORY "${out}")
  set(sources)
  foreach(proto IN LISTS ARG_PROTOS)
    string(REGEX REPLACE "\\.proto$" "" stem "${proto}")
    set(generated "${out}/${stem}.pb.cc" "${out}/${stem}.pb.h")
    set(plugin)
    if(proto IN_LIST ARG_GRPC)
      list(APPEND generated "${out}/${stem}.grpc.pb.cc" "${out}/${stem}.grpc.pb.h")
      set(plugin "--grpc_out=${out}" "--plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>")
    endif()
    add_custom_command(
      OUTPUT ${generated}
      COMMAND protobuf::protoc "-I${CMAKE_CURRENT_SOURCE_DIR}" "--cpp_out=${out}" ${plugin}
        "${CMAKE_CURRENT_SOURCE_DIR}/${proto}"
      DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${proto}"
      COMMENT "Generating C++ for ${proto}"
      VERBATIM)
    list(APPEND sources ${generated})
  endforeach()
  add_library(txtsentry_${name} STATIC ${sources})
  add_library(txtsentry::${name} ALIAS txtsentry_${name})
  # Generated code is compiled without the project's warnings.
  target_include_directories(txtsentry_${name} SYSTEM PUBLIC "$<BUILD_INTERFACE:${out}>")
  target_link_libraries(txtsentry_${name}
    PUBLIC protobuf::libprotobuf gRPC::grpc++
    PRIVATE $<BUILD_INTERFACE:txtsentry_sanitizers>)
endfunction()
