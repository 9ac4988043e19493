using System.Net;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class ApplicationLimitsTests
{
    private static readonly IPAddress Caller = IPAddress.Parse("203.0.113.7");

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("ann+{0}@example.com")]
    [InlineData("ANN+{0}@Example.com")]
    [InlineData("a.n.n+{0}@gmail.com")]
    [InlineData("an.n+{0}@googlemail.com")]
    public void Labels_are_addresses_of_one_mailbox(string form)
    {
        using var limits = Limits(new ApplicationOptions { PerMailboxAndDay = 3 });
        var refused = Enumerable
            .Range(0, 10)
            .Select(n => limits.Refuse(FeatureHost.Slug, Written(form, n), caller: null))
            .ToList();
        Assert.All(refused[..3], Assert.Null);
        Assert.All(refused[3..], problem => Assert.Equal(ProblemKind.TooManyRequests, problem!.Kind));
        Assert.Null(limits.Refuse(FeatureHost.Slug, "bob@example.com", caller: null));

        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Null(limits.Refuse(FeatureHost.Slug, Written(form, 11), caller: null));
    }

    [Fact]
    public void The_same_address_again_counts_once()
    {
        using var limits = Limits(new ApplicationOptions { PerMailboxAndDay = 1, PerDomainAndHour = 1 });
        Assert.All(
            Enumerable.Range(0, 10),
            _ => Assert.Null(limits.Refuse(FeatureHost.Slug, "ann@example.com", caller: null))
        );
    }

    [Fact]
    public void A_companys_domain_is_limited_and_that_of_free_mail_is_not()
    {
        using var limits = Limits(new ApplicationOptions { PerDomainAndHour = 3 });
        Assert.Equal(
            7,
            Enumerable
                .Range(0, 10)
                .Count(n => limits.Refuse(FeatureHost.Slug, $"person{n}@victim.example", caller: null) is not null)
        );
        Assert.Equal(
            0,
            Enumerable
                .Range(0, 10)
                .Count(n => limits.Refuse(FeatureHost.Slug, $"person{n}@gmail.com", caller: null) is not null)
        );
    }

    [Fact]
    public void A_network_is_limited_and_a_private_one_is_not()
    {
        using var limits = Limits(new ApplicationOptions { PerNetworkAndHour = 3 });
        Assert.Equal(
            7,
            Enumerable
                .Range(0, 10)
                .Count(n =>
                    limits.Refuse(FeatureHost.Slug, $"a@company{n}.example", IPAddress.Parse($"203.0.113.{n}"))
                        is not null
                )
        );
        Assert.Null(limits.Refuse(FeatureHost.Slug, "b@company.example", IPAddress.Parse("198.51.100.1")));
        Assert.Equal(
            0,
            Enumerable
                .Range(10, 10)
                .Count(n => limits.Refuse(FeatureHost.Slug, $"a@company{n}.example", IPAddress.Loopback) is not null)
        );
        Assert.Equal(TimeSpan.FromHours(1), limits.Refuse(FeatureHost.Slug, "c@company.example", Caller)!.RetryAfter);
    }

    [Theory]
    [InlineData("Ann visit https://evil.example", false)]
    [InlineData("Ann evil.com", false)]
    [InlineData("(evil.co.uk)", false)]
    [InlineData("www.evil", false)]
    [InlineData("ann@evil.example", false)]
    [InlineData("J.Smith", true)]
    [InlineData("Dr. No St.John", true)]
    public void A_name_has_no_address_in_it(string name, bool valid)
    {
        var outcome = new ApplicationBody.Validator().Validate(new ApplicationBody(Name: name));
        Assert.Equal(valid, outcome.Errors.All(error => error.PropertyName != "Name"));
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.8", 6)]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7", 3)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 3)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", 6)]
    [InlineData("10.0.0.1", "10.0.0.1", 20)]
    public void An_address_is_limited_and_IPv6_by_its_first_64_bits(string first, string second, int accepted)
    {
        using var limits = Limits(new ApplicationOptions { PerAddressAndHour = 3 });
        var callers = new[] { IPAddress.Parse(first), IPAddress.Parse(second) };
        Assert.Equal(
            accepted,
            Enumerable
                .Range(0, 20)
                .Count(number =>
                    limits.Refuse(FeatureHost.Slug, $"person{number}@gmail.com", callers[number % 2]) is null
                )
        );
    }

    [Theory]
    [InlineData("Booking.com", true)]
    [InlineData("Evil https://evil.example", false)]
    public void A_company_may_be_called_as_its_domain_and_is_no_link(string company, bool valid)
    {
        var outcome = new ApplicationBody.Validator().Validate(new ApplicationBody(Company: company));
        Assert.Equal(valid, outcome.Errors.All(error => error.PropertyName != "Company"));
    }

    [Fact]
    public void A_form_is_held_to_the_same_lines_as_json()
    {
        var body = ApplicationBody.FromForm(
            new Dictionary<string, StringValues>
            {
                ["name"] = "Ann\nBcc: x",
                ["company"] = "A\u0000",
                ["promotion_plan"] = "a\r\nb",
            }
        );
        var wrong = new ApplicationBody.Validator()
            .Validate(body)
            .Errors.Where(error => error.ErrorMessage == LineText.Sentence)
            .Select(error => error.PropertyName);
        Assert.Equal(["Name", "Company"], wrong);
    }

    private ApplicationLimits Limits(ApplicationOptions options) => new(Options.Create(options), _clock);

    private static string Written(string form, int number) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, form, number);
}
