// SPDX-License-Identifier: Apache-2.0
#include "backup/s3_place.hpp"

#include <cstdlib>

namespace colophon::backup {
namespace {

constexpr std::string_view scheme = "s3://";
constexpr std::uint64_t range_bytes = 8u << 20;

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

class S3Source final : public Source {
public:
    explicit S3Source(S3Place place) : key_(std::move(place.key)), client_(std::move(place.options)) {}

    bool read(std::string& out) override
    {
        if (over_)
            return false;
        S3Client::Ask ask{.key = key_};
        ask.headers.emplace_back("range", "bytes=" + std::to_string(at_) + "-" +
                                              std::to_string(at_ + range_bytes - 1));
        if (!version_.empty())
            ask.headers.emplace_back("if-match", version_);
        const auto answer = client_.send(ask);
        if (answer.status == 404)
            refuse("there is no such backup");
        if (answer.status == 412)
            refuse("the backup was replaced while it was read, try again");
        if (answer.status == 416) { // behind the end
            over_ = true;
            return false;
        }
        version_ = header_of(answer, "ETag");
        out += answer.body;
        at_ += answer.body.size();
        over_ = answer.status != 206 || answer.body.size() < range_bytes;
        return !answer.body.empty();
    }

private:
    [[noreturn]] void refuse(const std::string& why) const
    {
        throw Error(Errc::invalid_argument, why + ": s3://" + client_.options().bucket + "/" + key_);
    }

    std::string key_;
    S3Client client_;
    std::uint64_t at_ = 0;
    std::string version_; ///< which object it is, should another take its place
    bool over_ = false;
};

} // namespace

bool is_s3(std::string_view place)
{
    return place.starts_with(scheme);
}

S3Place s3_place(std::string_view place, std::string_view endpoint, std::string_view ca_file)
{
    const auto rest = place.substr(scheme.size());
    const auto slash = rest.find('/');
    S3Place found;
    found.options.bucket = rest.substr(0, slash);
    found.key = slash == std::string_view::npos ? std::string() : std::string(rest.substr(slash + 1));
    if (found.options.bucket.empty())
        throw Error(Errc::invalid_argument, "not of the form s3://BUCKET/KEY: " + std::string(place));
    found.options.endpoint = endpoint.empty() ? environment("AWS_ENDPOINT_URL") : std::string(endpoint);
    found.options.ca_file = ca_file;
    if (const auto region = environment("AWS_REGION"); !region.empty())
        found.options.region = region;
    found.options.credentials = {environment("AWS_ACCESS_KEY_ID"),
                                 Secret(environment("AWS_SECRET_ACCESS_KEY")),
                                 Secret(environment("AWS_SESSION_TOKEN"))};
    if (found.options.credentials.access_key.empty() || found.options.credentials.secret_key.empty())
        throw Error(Errc::invalid_argument, "credentials for S3 are missing, set AWS_ACCESS_KEY_ID and "
                                            "AWS_SECRET_ACCESS_KEY");
    return found;
}

std::unique_ptr<Source> s3_source(S3Place place)
{
    if (place.is_prefix())
        throw Error(Errc::invalid_argument,
                    "a backup has a name, not only a prefix: s3://" + place.options.bucket + "/" + place.key);
    return std::make_unique<S3Source>(std::move(place));
}

} // namespace colophon::backup
