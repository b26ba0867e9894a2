# The addon: the protocol, and Node-API around it.
add_library(lockstep SHARED
  $<TARGET_OBJECTS:protocol>
  src/addon/addon.cc src/addon/background.cc src/addon/convert.cc src/addon/exit.cc src/addon/part.cc
  src/addon/part_event.cc src/addon/part_memory.cc src/addon/part_mutex.cc src/addon/parts.cc
  src/addon/segment_object.cc src/addon/waiter.cc
  ${CMAKE_JS_SRC})
# Not -Wconversion: node-addon-api's headers are not written for it.
target_compile_options(lockstep PRIVATE ${WARNINGS})
# Swallow: throwing within a worker that is being terminated fails, and must not be an exception of its own.
target_compile_definitions(lockstep PRIVATE
  NAPI_VERSION=8 NODE_ADDON_API_CPP_EXCEPTIONS_ALL NAPI_CPP_EXCEPTIONS NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
  NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS)
# Found through Node, wherever npm put them.
execute_process(COMMAND node -p "require('node-addon-api').include_dir"
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE NODE_ADDON_API_DIR OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND node -p "require('node-api-headers').include_dir"
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE NODE_API_HEADERS_DIR OUTPUT_STRIP_TRAILING_WHITESPACE)
target_include_directories(lockstep SYSTEM PRIVATE ${NODE_API_HEADERS_DIR} ${NODE_ADDON_API_DIR} ${CMAKE_JS_INC})
set_target_properties(lockstep PROPERTIES PREFIX "" SUFFIX ".node")
target_link_libraries(lockstep PRIVATE ${CMAKE_JS_LIB})

if(NOT WIN32)
  target_sources(lockstep PRIVATE src/platform/posix_pin.cc)
  target_link_libraries(lockstep PRIVATE ${CMAKE_DL_LIBS})
  if(APPLE)
    # What the addon takes from the process that loads it is found then.
    target_link_options(lockstep PRIVATE -Wl,-undefined,dynamic_lookup)
  else()
    target_link_options(lockstep PRIVATE
      -s -static-libstdc++ -static-libgcc -Wl,--version-script=${CMAKE_SOURCE_DIR}/src/exports.map)
  endif()
  return()
endif()

target_sources(lockstep PRIVATE src/platform/windows_pin.cc)
target_compile_definitions(lockstep PRIVATE BUILDING_NODE_EXTENSION)
if(MSVC)
  # cmake-js: an import library for node.exe that is loaded late, by a hook that finds the program under any name.
  if(CMAKE_JS_NODELIB_DEF AND CMAKE_JS_NODELIB_TARGET)
    execute_process(COMMAND ${CMAKE_AR} /def:${CMAKE_JS_NODELIB_DEF} /out:${CMAKE_JS_NODELIB_TARGET}
      ${CMAKE_STATIC_LINKER_FLAGS})
  endif()
else()
  # MinGW: a table instead; see there.
  execute_process(COMMAND node napi-functions.mjs ${CMAKE_BINARY_DIR} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  target_sources(lockstep PRIVATE src/platform/windows_napi.cc)
  target_include_directories(lockstep PRIVATE ${CMAKE_BINARY_DIR})
  set_target_properties(lockstep PROPERTIES LINK_FLAGS "-s -static -static-libstdc++ -static-libgcc")
endif()

if(LOCKSTEP_TEST_TOOL)
  add_library(test_tool SHARED $<TARGET_OBJECTS:protocol> test/windows/inspect.cc test/windows/tool.cc
    src/platform/windows_napi.cc)
  foreach(property COMPILE_OPTIONS COMPILE_DEFINITIONS INCLUDE_DIRECTORIES LINK_FLAGS)
    get_target_property(value lockstep ${property})
    set_target_properties(test_tool PROPERTIES ${property} "${value}")
  endforeach()
  target_include_directories(test_tool SYSTEM PRIVATE ${NODE_API_HEADERS_DIR} ${NODE_ADDON_API_DIR})
  set_target_properties(test_tool PROPERTIES PREFIX "" SUFFIX ".node")
endif()
