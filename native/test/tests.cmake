# The protocol's own tests: no Node. -DLOCKSTEP_SANITIZE=address,undefined or thread.
find_package(Threads REQUIRED)
add_executable(protocol_tests $<TARGET_OBJECTS:protocol>
  test/main.cc test/latch.test.cc test/lock.test.cc test/log.test.cc test/segment.test.cc test/race.test.cc
  test/disk.cc test/file.test.cc test/sync.test.cc test/power.test.cc
  test/peers.test.cc test/doorbell.test.cc test/death.test.cc test/damage.test.cc test/place.test.cc test/proc.test.cc test/overwrite.test.cc
  test/parts_event.test.cc test/parts_mutex.test.cc)
target_compile_options(protocol_tests PRIVATE -Wall -Wextra -Wshadow)
# Most of a test's compilation is the standard library's headers.
target_precompile_headers(protocol_tests PRIVATE test/support.h)
target_link_libraries(protocol_tests PRIVATE Threads::Threads)
# test/disk.cc watches what is written to the disk.
target_link_options(protocol_tests PRIVATE -Wl,--wrap=msync)
if(LOCKSTEP_SANITIZE)
  # TSan knows no fences: every word is an atomic, so it checks for plain faults; g++ warns of that.
  foreach(target protocol protocol_tests)
    target_compile_options(${target} PRIVATE -fsanitize=${LOCKSTEP_SANITIZE} -fno-sanitize-recover=all -g1 -O1 -Wno-tsan)
  endforeach()
  target_link_options(protocol_tests PRIVATE -fsanitize=${LOCKSTEP_SANITIZE})
endif()
if(LOCKSTEP_SANITIZE STREQUAL "thread")
  target_sources(protocol_tests PRIVATE test/one_mapping.cc)
  target_link_options(protocol_tests PRIVATE -Wl,--wrap=mmap,--wrap=munmap)
endif()
