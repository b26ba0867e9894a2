// Each byte that matters of a real segment, overwritten while two processes use it.
#include <fcntl.h>

#include <algorithm>
#include <span>

#include "user.h"

using namespace lockstep;
using namespace testing;

namespace {

constexpr uint8_t kValues[] = {0, 1, 0x7f, 0x80, 0xff};

struct Part {
  const char* name;
  uint64_t offset;
  uint64_t bytes;
};

/// Two peers: the first two slots are theirs.
constexpr Part kParts[] = {
    {"header", 0, sizeof(Header)},
    {"sequence", offsetof(Meta, latch), 8},
    {"control", offsetof(Meta, latch) + offsetof(Latch, copy0), sizeof(Control)},
    {"control", offsetof(Meta, latch) + offsetof(Latch, copy1), sizeof(Control)},
    {"writer lock", offsetof(Meta, locks) + offsetof(Locks, writer), 8},
    {"checkpoint lock", offsetof(Meta, locks) + offsetof(Locks, checkpoint), 8},
    {"turn", offsetof(Meta, locks) + offsetof(Locks, turn), 8},
    {"peer limit", offsetof(Meta, locks) + offsetof(Locks, peerLimit), 8},
    {"wanted", offsetof(Meta, locks) + offsetof(Locks, wanted), 8},
    {"armed", offsetof(Meta, armed), 2 * sizeof(HalfWord)},
    {"peers", offsetof(Meta, peers), 2 * sizeof(PeerSlot)},
};
constexpr Part kRoots[] = {
    {"root", offsetof(Meta, roots), sizeof(Root)},
    {"root", offsetof(Meta, roots) + sizeof(RootPage), sizeof(Root)},
};

void put(const std::string& path, uint64_t offset, uint8_t value) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const bool written = ::pwrite(fd, &value, 1, static_cast<off_t>(offset)) == 1;
  ::close(fd);
  if (!written) FAIL("could not write");
}

bool isOneOf(const std::string& code, std::initializer_list<const char*> codes) {
  return std::any_of(codes.begin(), codes.end(), [&](const char* each) { return code == each; });
}

/// Counts how cases ended, and fails those that ended wrongly.
struct Tally {
  int wentOn = 0;
  int ended = 0;

  void add(const std::string& where, const Outcome& outcome) {
    if (outcome.wrong[0] != 0) FAIL(where + ": " + outcome.wrong);
    const std::string code = outcome.code;
    if (code.empty())
      ++wentOn;
    else if (isOneOf(code, {"LOCKSTEP_DAMAGED", "LOCKSTEP_BUSY", "LOCKSTEP_LAYOUT", "LOCKSTEP_SCHEMA"}))
      ++ended;
    else
      FAIL(where + ": " + code);
  }
};

/// @returns how each of two processes that use the store, and one that comes then, fared
Tally overwriteEach(const OpenOptions& place, const std::string& path, std::span<const Part> parts, int every) {
  Tally tally;
  const User first(place);
  const User second(place);
  const User third(place);
  uint64_t number = every == 1 ? 0 : below(static_cast<uint64_t>(every));
  for (const Part& part : parts)
    for (uint64_t byte = 0; byte < part.bytes; ++byte)
      for (const uint8_t value : kValues) {
        if (number++ % static_cast<uint64_t>(every) != 0) continue;
        const std::string where =
            std::string(part.name) + ", byte " + std::to_string(byte) + " := " + std::to_string(value);
        for (const User* user : {&first, &second}) {
          const Outcome opened = user->ask(User::Open);
          if (opened.code[0] != 0) FAIL("before " + where + ": " + opened.code);
        }
        first.ask(User::Use);
        second.ask(User::Use);
        put(path, part.offset + byte, value);
        for (const User* user : {&first, &second}) user->tell(User::Use);
        for (const User* user : {&first, &second}) tally.add(where, user->answer());
        tally.add(where + ", who comes then", third.ask(User::Open));
        for (const User* user : {&first, &second}) tally.add(where + ", afterwards", user->ask(User::Pull));
        for (const User* user : {&first, &second, &third}) user->ask(User::Close);
        if (!place.file.empty()) {
          tally.add(where + ", opened again", third.ask(User::Open));
          third.ask(User::Close);
          ::unlink(path.c_str());
        }
      }
  return tally;
}

/// A sanitizer makes each case ten times as slow: then some of them, others each time.
constexpr int kEvery = rounds(1000) == 1000 ? 1 : 31;

}  // namespace

TEST(
    "each byte of header, control, locks, armed and peers, overwritten while two processes use it, ends in a typed "
    "error or goes on rightly") {
  OpenOptions place = counterOptions("overwritten");
  place.lockTimeoutMillis = 20;
  const Tally tally = overwriteEach(place, directory() + "/overwritten.seg", kParts, kEvery);
  // Both happen: neither is the test blind, nor the store helpless.
  CHECK(tally.wentOn > 0 && tally.ended > 0);
}

TEST("a state that is not what was committed is seen") {
  const User user(counterOptions("overwritten"));
  user.ask(User::Open);
  CHECK(user.ask(User::Use).wrong[0] == 0);
  CHECK(user.ask(User::Lie).wrong[0] != 0);
  user.ask(User::Close);
}

TEST(
    "each byte of a file's roots and control, overwritten while two processes use it, ends in a typed error or goes on "
    "rightly") {
  OpenOptions place = counterOptions("overwritten");
  place.file = directory() + "/overwritten";
  place.lockTimeoutMillis = 20;
  Tally tally = overwriteEach(place, place.file, kRoots, kEvery);
  CHECK(tally.wentOn > 0);
  tally = overwriteEach(place, place.file, kParts, 5 * kEvery);
  CHECK(tally.wentOn > 0 && tally.ended > 0);
}
