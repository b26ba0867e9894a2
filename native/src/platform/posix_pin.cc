#include <dlfcn.h>

#include "../addon/pin.h"

namespace lockstep::addon {

void pinImage() {
  Dl_info info;
  if (::dladdr(reinterpret_cast<void*>(&pinImage), &info) != 0 && info.dli_fname != nullptr)
    ::dlopen(info.dli_fname, RTLD_LAZY | RTLD_NODELETE | RTLD_NOLOAD);
}

}  // namespace lockstep::addon
