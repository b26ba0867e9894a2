// A reader loads the snapshot while two more are committed, the second one into the slot it reads.
namespace lockstep {

struct SnapshotScenario : Scenario {
  ::std::unique_ptr<Segment> writer = join();
  ::std::unique_ptr<Segment> reader = join();

  static void state(uint8_t* into, uint64_t version) {
    for (uint64_t word = 0; word < kSlot / 8; ++word) ::std::memcpy(into + word * 8, &version, 8);
  }
  void commit(uint64_t version) {
    uint8_t bytes[kSlot];
    state(bytes, version);
    model::check(writer->appendSnapshot(version - 1, bytes, kSlot) == Append::Committed, "nothing was in the way");
  }
  void load() {
    uint64_t words[kSlot / 8];
    reader->snapshot([&](uint64_t) { return reinterpret_cast<uint8_t*>(words); });
    for (const uint64_t word : words) model::check(word == reader->version(), "a torn snapshot was accepted");
  }

  void before() override {
    commit(1);
    for (Word& word : world->data) word.live();
    for (Word* lock : {&world->meta.locks.writer, &world->meta.locks.checkpoint}) lock->free();
    world->live({offsetof(Control, headVersion), offsetof(Control, tailVersion), offsetof(Control, snapshotVersion),
                 offsetof(Control, snapshotSlot)});
  }

  void thread(unsigned index) override {
    if (index == 0) {
      commit(2);
      commit(3);
    }
    if (index == 1) load();
  }
};

/// The second one comes from a thread that has only seen the first: between that publication and its own writing there
/// is no fence of the publisher's.
struct HandoverScenario : SnapshotScenario {
  ::std::unique_ptr<Segment> other = join();

  void thread(unsigned index) override {
    if (index == 0) commit(2);
    if (index == 1) load();
    if (index != 2 || peekHead(world->meta.latch) != 2) return;
    uint8_t bytes[kSlot];
    other->snapshot([&](uint64_t) { return bytes; });
    state(bytes, 3);
    other->appendSnapshot(2, bytes, kSlot);
  }
};

const bool kSnapshot =
    scenario<SnapshotScenario>("snapshot") && scenario<HandoverScenario>("handover");

}  // namespace lockstep
