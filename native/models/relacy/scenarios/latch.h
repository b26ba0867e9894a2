// The latch: what is read is one whole publication, and never an older one than before.
namespace lockstep {

constexpr size_t kHead = offsetof(Control, headVersion);
constexpr size_t kTail = offsetof(Control, tailVersion);

inline void readTwice() {
  uint64_t before = 0;
  for (int round = 0; round < 2; ++round) {
    const Control control = readLatch(world->meta.latch);
    model::check(control.headVersion == control.tailVersion, "a torn control block was accepted");
    model::check(control.headVersion >= before, "the head went back");
    before = control.headVersion;
  }
}

struct LatchScenario : Scenario {
  void before() override { world->live({kHead, kTail}); }

  void thread(unsigned index) override {
    if (index == 0) write();
    if (index == 1) readTwice();
  }
  void write() {
    for (uint64_t version = 1; version <= 2; ++version) {
      Control control = World::first();
      control.headVersion = control.tailVersion = version;
      writeLatch(world->meta.latch, control);
    }
  }
};

/// The peek that `getState` begins with: nothing that is not committed yet, nothing older than before.
struct PeekScenario : Scenario {
  void before() override { world->live({kHead}); }

  void thread(unsigned index) override {
    Latch& latch = world->meta.latch;
    for (uint64_t version = 1; index == 0 && version <= 3; ++version) {
      Control control = World::first();
      control.headVersion = version;
      writeLatch(latch, control);
    }
    if (index != 1) return;
    const uint64_t first = peekHead(latch);
    const uint64_t second = peekHead(latch);
    model::check(second >= first, "the peeked head went back");
    model::check(readLatch(latch).headVersion >= second, "a version was peeked that was not committed");
  }
};

const bool kLatch = scenario<LatchScenario>("latch") && scenario<PeekScenario>("peek");

}  // namespace lockstep
