# What `cmake --install` puts where. Two components: `runtime` is what runs a server, `client` what
# builds a client: the CMake package txtsentry with its target txtsentry::client, and the protos.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(TXTSENTRY_DATADIR "${CMAKE_INSTALL_DATADIR}/txtsentry")
set(TXTSENTRY_CMAKEDIR "${CMAKE_INSTALL_LIBDIR}/cmake/txtsentry")

# txtsentry_install_program(txtsentryd RPATH dir): an executable, or a module that one loads from beside
# it. RPATH: where it finds shared libraries that are in no folder of the system. It is said here since
# CMake's INSTALL_RPATH_USE_LINK_PATH leaves out folders of the tree, such as the .venv with LibTorch.
function(txtsentry_install_program target)
  cmake_parse_arguments(ARG "" "" "RPATH" ${ARGN})
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "${ARG_RPATH}")
  install(TARGETS ${target}
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT runtime
    LIBRARY DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT runtime)
endfunction()

# txtsentry_install_library(client HEADERS a.h HEADERS_DESTINATION txtsentry/client INCLUDES dir): makes
# txtsentry::client a part of the package. HEADERS_DESTINATION and INCLUDES, further folders of
# headers, are below the include folder.
function(txtsentry_install_library name)
  if(NOT TXTSENTRY_BUILD_SERVER)
    return()  # No client, so no package.
  endif()
  cmake_parse_arguments(ARG "" "HEADERS_DESTINATION" "HEADERS;INCLUDES" ${ARGN})
  set_target_properties(txtsentry_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(txtsentry_${name} PUBLIC cxx_std_17)
  list(TRANSFORM ARG_INCLUDES PREPEND "${CMAKE_INSTALL_INCLUDEDIR}/")
  install(TARGETS txtsentry_${name} EXPORT txtsentryTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT client
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" ${ARG_INCLUDES})
  if(ARG_HEADERS)
    install(FILES ${ARG_HEADERS}
      DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/${ARG_HEADERS_DESTINATION}" COMPONENT client)
  endif()
endfunction()

# The default model, documents and, where there is a client library, its CMake package.
function(txtsentry_install_data)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/models/default"
    DESTINATION "${TXTSENTRY_DATADIR}/models" COMPONENT runtime)
  foreach(_component runtime client)
    install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
      DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT ${_component})
  endforeach()
  install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT runtime)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT runtime FILES_MATCHING PATTERN "*.md")
  if(NOT TXTSENTRY_BUILD_SERVER)
    return()
  endif()
  install(FILES "${PROJECT_SOURCE_DIR}/deploy/client/service-config.json"
    DESTINATION "${TXTSENTRY_DATADIR}/client" COMPONENT client)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/examples"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT client
    PATTERN "__pycache__" EXCLUDE)

  set(_generated "${PROJECT_BINARY_DIR}/package")
  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/txtsentryConfig.cmake.in"
    "${_generated}/txtsentryConfig.cmake" INSTALL_DESTINATION "${TXTSENTRY_CMAKEDIR}"
    PATH_VARS TXTSENTRY_DATADIR)
  # Before 1.0 a minor version may change the library's interface.
  write_basic_package_version_file("${_generated}/txtsentryConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
  install(FILES "${_generated}/txtsentryConfig.cmake" "${_generated}/txtsentryConfigVersion.cmake"
    DESTINATION "${TXTSENTRY_CMAKEDIR}" COMPONENT client)
  install(EXPORT txtsentryTargets NAMESPACE txtsentry::
    DESTINATION "${TXTSENTRY_CMAKEDIR}" COMPONENT client)
endfunction()
