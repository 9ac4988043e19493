using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.HeldCommissions;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>A script of a program's site can read every response to its application.</summary>
public sealed class SiteOriginsTests
{
    private const string Site = "https://www.xn--bcher-kva.example";

    [Theory]
    [InlineData(Site, true)]
    [InlineData("https://www.xn--bcher-kva.example:8443", false)]
    [InlineData("https://evil.example", false)]
    public async Task The_headers_stay_while_the_program_cannot_be_read(string origin, bool isAllowed)
    {
        var programs = new OnePrograms("https://www.bücher.example/");
        var origins = new SiteOrigins(programs);
        var request = RequestOf(origin);
        Assert.True((await origins.AllowAsync(request, "demo", default)).Succeeded);
        Assert.Equal(isAllowed, IsAllowed(request));

        programs.IsAway = true;
        var later = RequestOf(origin);
        await Assert.ThrowsAsync<IOException>(() => origins.AllowAsync(later, "demo", default));
        Assert.Equal(isAllowed, IsAllowed(later));
        var refused = RequestOf(origin);
        origins.AllowRemembered(refused, "demo");
        Assert.Equal(isAllowed, IsAllowed(refused));
        origins.AllowRemembered(refused, "other");
        Assert.False(IsAllowed(refused));
    }

    [Fact]
    public async Task A_site_that_the_program_withdrew_is_not_allowed_any_more()
    {
        var programs = new OnePrograms(Site);
        var origins = new SiteOrigins(programs);
        await origins.AllowAsync(RequestOf(Site), "demo", default);
        programs.Origin = "https://other.example";
        var request = RequestOf(Site);
        await origins.AllowAsync(request, "demo", default);
        Assert.False(IsAllowed(request));
        Assert.Equal("Origin", request.HttpContext.Response.Headers.Vary);
    }

    private static HttpRequest RequestOf(string origin)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Origin = origin;
        return request;
    }

    private static bool IsAllowed(HttpRequest request) =>
        request.HttpContext.Response.Headers.AccessControlAllowOrigin.Count > 0;

    private sealed class OnePrograms(string origin) : IPrograms
    {
        public string Origin { get; set; } = origin;

        public bool IsAway { get; set; }

        public Task<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken) =>
            IsAway
                ? throw new IOException()
                : Task.FromResult<AffiliateProgram?>(HeldHost.Program with { AllowedOrigins = [Origin] });

        public IAsyncEnumerable<AffiliateProgram> ListAsync(CancellationToken cancellationToken) =>
            AsyncEnumerable.Empty<AffiliateProgram>();
    }
}
