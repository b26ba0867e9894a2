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
    if (index != 1) return;
    uint64_t words[kSlot / 8];
    reader->snapshot([&](uint64_t) { return reinterpret_cast<uint8_t*>(words); });
    for (const uint64_t word : words) model::check(word == reader->version(), "a torn snapshot was accepted");
  }
};

const bool kSnapshot = scenario<SnapshotScenario>("snapshot");

}  // namespace lockstep
