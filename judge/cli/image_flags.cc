#include "judge/cli/image_flags.h"

#include <memory>

#include "absl/status/statusor.h"
#include "judge/cli/units.h"
#include "judge/cli/verb.h"

namespace assay::judge {
namespace {

constexpr char kHelp[] = "Import, list, check and remove the container images that jails run in.";

constexpr char kFooter[] =
    R"(Images come from files, never from a network: oci:PATH[:TAG] is an OCI image layout,
docker-archive:FILE[:NAME:TAG] what `docker save` writes, dir:PATH what `skopeo copy ... dir:PATH`
does. Each is unpacked once, checked against its digests, below $ASSAY_STATE_DIR/images or
/var/lib/assay/images, and shown to jails read-only.

Exit code: 0 done, 1 `verify` found changed files, 2 usage, a bad image or no such image, 4 the
host's fault.

Examples:
  sandbox_cli image import oci:./layout:latest cpp
  sandbox_cli image list
  sandbox_cli run --image cpp -- g++ --version
  sandbox_cli image remove cpp)";

void AddImage(CLI::App* verb, ImageFlags* flags) {
  verb->add_option("IMAGE", flags->image, "NAME[:TAG], or an id")->required();
}

}  // namespace

CLI::App* AddImageFlags(CLI::App* app, const std::function<void(const ImageFlags&)>& act) {
  using Verb = ImageFlags::Verb;
  CLI::App* command = app->add_subcommand("image", kHelp);
  command->footer(kFooter);
  command->require_subcommand(1);
  const auto flags = std::make_shared<ImageFlags>();
  const auto add = [&](const char* name, Verb verb, const char* help) {
    return AddVerb<ImageFlags>(command, name, verb, help, flags, act);
  };
  CLI::App* const import = add("import", Verb::kImport, "Bring an image into the store");
  import->add_option("SOURCE", flags->image, "oci:, docker-archive: or dir:")->required();
  import->add_option("NAME", flags->name, "NAME[:TAG]; what the source calls it when not given");
  import->add_flag("--strip-privileges", flags->strip_privileges,
                   "Leave out devices, set-user-id bits and capabilities, which are errors "
                   "otherwise");
  import
      ->add_option_function<std::string>(
          "--max-store",
          [flags = flags.get()](const std::string& text) {
            const absl::StatusOr<int64_t> size = ParseSize(text);
  if (!size.ok()) {
    throw CLI::ValidationError("--max-store", std::string(size.status().message()));
  }
  flags->max_store_bytes = *size;
},
          "Refuse what makes the store larger than this")
      ->type_name("SIZE");
add("list", Verb::kList, "List the images");
AddImage(add("inspect", Verb::kInspect, "Show what an image is"), flags.get());
AddImage(add("remove", Verb::kRemove, "Remove a name, and the image if it has no other"),
         flags.get());
add("gc", Verb::kCollect, "Remove images without a name that nobody uses");
AddImage(add("verify", Verb::kVerify, "Check an image's files against what was imported"),
         flags.get());
return command;
}  // namespace assay::judge

}  // namespace assay::judge
