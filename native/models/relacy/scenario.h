// One small world: up to three threads doing what the product does, and what must hold. The search runs it from new for
// every execution.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "world.h"

namespace lockstep {

struct Scenario {
  virtual ~Scenario() = default;
  virtual void before() = 0;
  virtual void thread(unsigned index) = 0;
  virtual void after() {}
};

using Make = ::std::unique_ptr<Scenario> (*)();
inline ::std::map<::std::string, Make>& scenarios() {
  static ::std::map<::std::string, Make> all;
  return all;
}
template <typename S>
bool scenario(const char* name) {
  return scenarios().emplace(name, [] { return ::std::unique_ptr<Scenario>(::std::make_unique<S>()); }).second;
}

inline Make chosen = nullptr;

/// What Relacy runs.
struct Suite : rl::test_suite<Suite, 3> {
  ::std::unique_ptr<World> made = ::std::make_unique<World>();
  ::std::unique_ptr<Scenario> running;

  void before() {
    model::settingUp = true;
    world = made.get();
    running = chosen();
    running->before();
    model::settingUp = false;
  }
  void thread(unsigned index) {
    try {
      running->thread(index);
    } catch (const Error& error) {
      model::check(false, error.what());
    }
  }
  void after() {
    running->after();
    model::settingUp = true;
    running.reset();
  }
};

}  // namespace lockstep
