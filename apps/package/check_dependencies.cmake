# Read by cpack after it has packed. Without dpkg-shlibdeps it only warns, and the package would install without LibTorch.
foreach(package ${CPACK_PACKAGE_FILES})
  execute_process(COMMAND dpkg-deb -f ${package} Depends OUTPUT_VARIABLE depends COMMAND_ERROR_IS_FATAL ANY)
  if(NOT depends MATCHES "libtorch")
    file(REMOVE ${package})
    message(FATAL_ERROR "the package would not depend on the libraries that p8 needs, but on: ${depends}"
      "dpkg-dev and file find them; run: scripts/setup.sh build")
  endif()
endforeach()
