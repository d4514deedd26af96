# Read by cpack before it packs. Without these it would only warn, and make a package that depends on nothing.
foreach(tool file dpkg-shlibdeps)
  find_program(found_${tool} ${tool})
  if(NOT found_${tool})
    message(FATAL_ERROR "${tool} is missing, which finds out what the package depends on; run: scripts/setup.sh build")
  endif()
endforeach()
