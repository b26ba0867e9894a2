// A slot changes hands while somebody looks at it: the fields that are taken for one peer's are that peer's.
namespace lockstep {

struct ViewScenario : Scenario {
  ::std::unique_ptr<Segment> former = join();
  ::std::unique_ptr<Segment> looking = join();
  ::std::unique_ptr<Segment> heir = join();
  uint64_t formerId = former->peerId();

  void before() override {
    world->forget(*heir->peers_);
    world->held[0].live();
    PeerSlot& slot = world->meta.peers[0];
    slot.id.live();
    slot.thread.free();
    slot.applied.store(7, std::memory_order_relaxed);
    slot.applied.live();
  }
  void thread(unsigned index) override {
    if (index == 0) former->peers_->detach();
    if (index == 2 && !world->held[0].load(std::memory_order_relaxed)) heir->peers_->attach("", 0);
    if (index != 1) return;
    PeerView view;
    if (!looking->peers_->view(0, view)) return;
    model::check(view.applied == (view.id == formerId ? 7 : 0), "a peer was shown with another one's fields");
  }
};

const bool kPeers = scenario<ViewScenario>("view");

}  // namespace lockstep
