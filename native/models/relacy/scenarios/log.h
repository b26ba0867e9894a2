// A reader copies the only record of a full ring while a writer reclaims and overwrites it: the copy is whole, or the
// reader is told that it was lapped.
namespace lockstep {

struct LogScenario : Scenario {
  ::std::unique_ptr<Segment> author = join();
  ::std::unique_ptr<Segment> writer = join();
  ::std::unique_ptr<Segment> reader = join();
  uint64_t authorId = author->peerId();

  void before() override {
    author->append(0, nullptr, 0);
    const uint8_t state[kSlot] = {};
    author->checkpoint(1, state, kSlot);
    uint8_t record[kRing];
    writer->read(record, kRing);
    // Who wrote it stands for a record's contents.
    world->data[offsetof(RecordHeader, version) / 8].live();
    world->data[offsetof(RecordHeader, peer) / 8].live();
    world->meta.locks.writer.free();
    world->live({offsetof(Control, headVersion), offsetof(Control, headPosition), offsetof(Control, tailVersion),
                 offsetof(Control, tailPosition)});
  }

  void thread(unsigned index) override {
    if (index == 0) model::check(writer->append(1, nullptr, 0) == Append::Committed, "nothing was in the way");
    if (index != 1) return;
    uint8_t copy[kRing];
    const ReadResult result = reader->read(copy, kRing);
    if (result.outcome == ReadOutcome::Lapped) return;
    RecordHeader record;
    ::std::memcpy(&record, copy, sizeof(record));
    model::check(result.bytes == kRing && record.version == 1, "another record than the next one was read");
    model::check(record.peer == authorId, "a torn record was accepted");
  }
};

const bool kLog = scenario<LogScenario>("log");

}  // namespace lockstep
