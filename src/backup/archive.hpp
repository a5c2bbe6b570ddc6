// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/manifest.hpp"
#include "core/sha256.hpp"

#include <functional>
#include <string>
#include <string_view>

/// The form of a backup: a tar file (ustar) of `manifest.json`, the manifest's members, and `SHA256SUMS`,
/// which `sha256sum -c` reads. All but the members' bytes follows from the manifest, so there is one right
/// form for each content and a reader can refuse every other.
namespace colophon::backup {

/// Says what stands around the members' bytes. For one thread.
class ArchiveWriter {
public:
    explicit ArchiveWriter(Manifest manifest);

    const Manifest& manifest() const { return manifest_; }
    /// Bytes of the whole archive.
    std::uint64_t size() const;

    std::string begin();              ///< what stands before the first member's bytes
    void add(std::string_view bytes); ///< of the member at hand; the caller passes them on
    std::string next();               ///< what stands behind the member at hand, up to the next one's bytes

private:
    Manifest manifest_;
    std::string sums_;
    Sha256 digest_;
    std::size_t at_ = 0;
};

/// Reads an archive that comes piece by piece and believes nothing of it. For one thread.
class ArchiveReader {
public:
    struct Visitor {
        std::function<void(const Manifest&)> manifest = {}; ///< once, before any data
        std::function<void(const Manifest::Member&, std::string_view bytes)> data = {};
        std::function<void(const Manifest::Member&)> member_end = {};
    };

    explicit ArchiveReader(Visitor visitor);

    /// Throws Error (invalid_argument) at the first byte that no backup of ours has there, and a member's
    /// bytes that are not what was summed. What the visitor was told before that is worth nothing.
    void add(std::string_view bytes);
    /// The archive is over: throws Error (invalid_argument) where it is cut off.
    void finish() const;

    bool knows_manifest() const { return stage_ != Stage::manifest_head && stage_ != Stage::manifest; }
    const Manifest& manifest() const { return manifest_; }
    std::uint64_t bytes() const { return bytes_; } ///< that came
    std::uint64_t size() const { return size_; }   ///< of the whole, once the manifest is known

private:
    enum class Stage { manifest_head, manifest, data, exact, over };

    void take_manifest_head();
    void take_manifest();
    std::size_t take_data(std::string_view bytes);
    std::size_t take_exact(std::string_view bytes);
    void end_member();
    void expect(std::string text, Stage then);

    Visitor visitor_;
    Manifest manifest_;
    Stage stage_ = Stage::manifest_head;
    std::string pending_;      ///< of what is looked at as a whole
    std::size_t wanted_;       ///< bytes of it
    std::string exact_;        ///< what must come now
    std::size_t matched_ = 0;  ///< of `exact_`
    Stage then_ = Stage::over; ///< what comes behind `exact_`
    std::size_t at_ = 0;       ///< member at hand
    std::uint64_t left_ = 0;   ///< of its bytes
    std::uint64_t bytes_ = 0;
    std::uint64_t size_ = 0;
    std::string sums_;
    Sha256 digest_;
};

} // namespace colophon::backup
