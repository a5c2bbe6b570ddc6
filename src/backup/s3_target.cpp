// SPDX-License-Identifier: Apache-2.0
#include "backup/s3_place.hpp"
#include "core/log.hpp"

#include <algorithm>

namespace colophon::backup {
namespace {

using http::Method;

constexpr std::size_t least_part = 8u << 20; ///< S3 takes no smaller ones than 5 MiB
constexpr std::uint64_t most_parts = 9'000;  ///< of 10,000

class S3Target final : public Target {
public:
    S3Target(S3Place place, bool force) : place_(std::move(place)), client_(place_.options), force_(force)
    {
        if (!place_.is_prefix())
            check_free(place_.key);
    }
    ~S3Target() override { abort(); }

    void open(const Manifest& manifest, std::uint64_t size) override
    {
        size_ = size;
        key_ = place_.is_prefix() ? place_.key + manifest.file_name() : place_.key;
        check_free(key_);
        part_bytes_ = s3_part_bytes(size);
        if (size <= part_bytes_)
            return;
        const auto answer = send({.method = Method::post, .key = key_, .query = {{"uploads", ""}}});
        upload_ = xml_text(answer.body, "UploadId");
        if (upload_.empty())
            throw Error(Errc::unavailable, "the storage began no upload, is it S3? " + url());
    }

    void write(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            const auto room = bytes.substr(0, part_bytes_ - part_.size());
            part_.append(room);
            bytes.remove_prefix(room.size());
            if (part_.size() == part_bytes_ && !upload_.empty())
                send_part();
        }
    }

    std::string commit() override
    {
        if (upload_.empty()) {
            send({.method = Method::put, .key = key_, .body = std::move(part_)});
        } else {
            if (!part_.empty())
                send_part();
            complete();
        }
        if (stored_size(key_) != size_)
            throw Error(Errc::unavailable, "what the storage keeps has another size, try again: " + url());
        upload_.clear();
        return url();
    }

    bool takes_many() const override { return place_.is_prefix(); }

    std::vector<std::string> names() const override
    {
        std::vector<std::string> found;
        if (!place_.is_prefix())
            return found;
        std::string token;
        do {
            S3Client::Ask ask{.query = {{"list-type", "2"}, {"prefix", place_.key + "colophon-"}}};
            if (!token.empty())
                ask.query.emplace_back("continuation-token", token);
            const auto page = client_.send(ask).body;
            for (const auto& key : xml_texts(page, "Key"))
                found.push_back(key.substr(std::min(place_.key.size(), key.size())));
            token = xml_text(page, "NextContinuationToken");
        } while (!token.empty());
        return found;
    }

    std::optional<Manifest> manifest_of(const std::string& name) const override
    {
        return peek_manifest(*s3_source({place_.options, place_.key + name}));
    }

    void remove(const std::string& name) override
    {
        client_.send({.method = Method::delete_, .key = place_.key + name});
    }

private:
    std::string url() const { return "s3://" + place_.options.bucket + "/" + key_; }

    /// An upload is a name that may be gone.
    http::Response send(const S3Client::Ask& ask) const
    {
        auto answer = client_.send(ask);
        if (answer.status >= 300)
            throw Error(Errc::unavailable, "the storage refuses a part of the upload, try again: " + url() +
                                               ": status " + std::to_string(answer.status));
        return answer;
    }

    /// Asked by its first byte: an answer to HEAD has no body that could say why it is a refusal.
    std::optional<std::uint64_t> stored_size(const std::string& key) const
    {
        const auto answer = client_.send({.key = key, .headers = {{"range", "bytes=0-0"}}});
        if (answer.status == 416)
            return 0;
        if (answer.status != 206)
            return std::nullopt;
        const auto range = header_of(answer, "Content-Range"); // bytes 0-0/SIZE
        return std::strtoull(range.c_str() + range.find('/') + 1, nullptr, 10);
    }

    void check_free(const std::string& key) const
    {
        if (!force_ && stored_size(key))
            throw Error(
                Errc::invalid_argument,
                "there is something of that name, choose another or overwrite it with --force: s3://" +
                    place_.options.bucket + "/" + key);
    }

    void send_part()
    {
        const auto number = std::to_string(tags_.size() + 1);
        const auto answer = send({.method = Method::put,
                                  .key = key_,
                                  .query = {{"partNumber", number}, {"uploadId", upload_}},
                                  .body = part_});
        tags_.push_back(header_of(answer, "ETag"));
        part_.clear();
    }

    /// The answer may be lost, and asking again then finds no upload; and a refusal may come as a 200. What
    /// stands under the name decides.
    void complete()
    {
        std::string list = "<CompleteMultipartUpload>";
        for (std::size_t i = 0; i < tags_.size(); ++i)
            list += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" + tags_[i] +
                    "</ETag></Part>";
        list += "</CompleteMultipartUpload>";
        const auto answer = client_.send(
            {.method = Method::post, .key = key_, .query = {{"uploadId", upload_}}, .body = list});
        const bool refused = answer.status >= 300 || answer.body.find("<Error>") != std::string::npos;
        if (refused && (force_ || stored_size(key_) != size_))
            throw Error(Errc::unavailable, "the storage did not put the parts together, try again: " + url() +
                                               ": " + xml_text(answer.body, "Code"));
    }

    /// Parts of an upload that is neither completed nor aborted are kept, and paid for.
    void abort() noexcept
    {
        if (upload_.empty())
            return;
        try {
            client_.hurry();
            client_.send({.method = Method::delete_, .key = key_, .query = {{"uploadId", upload_}}});
        } catch (const std::exception& error) {
            log::warn("an upload could not be taken back, the bucket's rule for unfinished ones has to",
                      {{"place", url()}, {"why", error.what()}});
        }
    }

    S3Place place_;
    mutable S3Client client_;
    bool force_;
    std::string key_;
    std::string upload_; ///< empty: none is open
    std::uint64_t size_ = 0;
    std::size_t part_bytes_ = least_part;
    std::string part_;
    std::vector<std::string> tags_;
};

} // namespace

std::size_t s3_part_bytes(std::uint64_t size)
{
    constexpr std::uint64_t step = 1u << 20;
    const std::uint64_t needed = (size / most_parts + step) / step * step;
    return static_cast<std::size_t>(std::max<std::uint64_t>(needed, least_part));
}

std::unique_ptr<Target> s3_target(S3Place place, bool force)
{
    return std::make_unique<S3Target>(std::move(place), force);
}

} // namespace colophon::backup
