# The fault build with one rule of the protocol broken, once for each folder of LOCKSTEP_BROKEN: it holds the changed copy
# of one source, which takes the place of the right one.
if(LOCKSTEP_BROKEN)
  file(GLOB BROKEN_SOURCES CONFIGURE_DEPENDS ${LOCKSTEP_BROKEN}/*/*.cc)
endif()
foreach(source ${BROKEN_SOURCES})
  get_filename_component(folder ${source} DIRECTORY)
  get_filename_component(rule ${folder} NAME)
  get_filename_component(replaced ${source} NAME)
  string(REPLACE "." "\\." pattern "/${replaced}")
  add_library(${rule} SHARED ${source}
    $<FILTER:$<TARGET_OBJECTS:protocol>,EXCLUDE,${pattern}>
    $<TARGET_OBJECTS:lockstep>)
  target_include_directories(${rule} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  set_target_properties(${rule} PROPERTIES PREFIX "" SUFFIX ".node")
  target_link_libraries(${rule} PRIVATE ${CMAKE_DL_LIBS})
  if(WIN32)
    get_target_property(value lockstep LINK_FLAGS)
    set_target_properties(${rule} PROPERTIES LINK_FLAGS "${value}")
  endif()
endforeach()
