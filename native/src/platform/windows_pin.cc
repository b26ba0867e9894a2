#include "../addon/pin.h"
#include "windows.h"

namespace lockstep::addon {

void pinImage() {
  HMODULE image;
  ::GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       reinterpret_cast<LPCWSTR>(&pinImage), &image);
}

}  // namespace lockstep::addon
