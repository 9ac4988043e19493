using System.Security.Cryptography;
using System.Text;
using Affiliate.Pages;
using Affiliate.Pages.Mails;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>The brand of a program on its pages and in its e-mails.</summary>
public sealed class BrandTests
{
    private static readonly Brand Complete = new("Partner program")
    {
        LegalName = "Example <GmbH>",
        Address = "Beispielstr. 1, 10115 Berlin",
        LogoUrl = "https://cdn.example.com/logo,small;1.png?v=3",
        Color = ColorOf("#ffdd00"),
    };

    [Theory]
    [InlineData("#1f5fd0", "#1f5fd0")]
    [InlineData("#FFDD00", null)]
    [InlineData("#ffffff", null)]
    [InlineData("#000000", "#000000")]
    [InlineData("#808080", null)]
    public void A_color_is_used_in_shades_that_can_be_read(string chosen, string? unchanged)
    {
        var color = ColorOf(chosen);
        Assert.True(BrandColor.ContrastOf(color.OnLight, "#f3f5f8") >= 4.5);
        Assert.True(BrandColor.ContrastOf(color.OnDark, "#1c212a") >= 4.5);
        Assert.Equal(unchanged is not null, string.Equals(color.OnLight, chosen, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Contrast_is_that_of_the_guidelines()
    {
        Assert.Equal(21, BrandColor.ContrastOf("#000000", "#ffffff"), 3);
        Assert.Equal(4.48, BrandColor.ContrastOf("#777777", "#ffffff"), 2);
    }

    [Theory]
    [InlineData("1f5fd0")]
    [InlineData("#1f5fd")]
    [InlineData("#1f5fdg")]
    [InlineData("red;}body{display:none")]
    [InlineData(null)]
    public void Only_six_hexadecimal_digits_are_a_color(string? text) => Assert.False(BrandColor.TryParse(text, out _));

    [Fact]
    public async Task The_policy_of_a_page_allows_its_styles_and_its_logo_and_nothing_else()
    {
        var (policy, page) = await ShowAsync(Complete);
        var styles = page.QuerySelectorAll("style").Select(style => SourceOf(style.TextContent)).ToList();
        Assert.Equal(2, styles.Count);
        Assert.Contains($"style-src {styles[0]} {styles[1]};", policy, StringComparison.Ordinal);
        Assert.Contains("img-src https://cdn.example.com/logo%2Csmall%3B1.png;", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Equal(Complete.LogoUrl, page.QuerySelector("img")!.GetAttribute("src"));
        Assert.Equal("Example <GmbH>", page.QuerySelector("img")!.GetAttribute("alt"));
        Assert.Equal(
            ["Example <GmbH>", "Beispielstr. 1, 10115 Berlin"],
            page.QuerySelectorAll("footer p").Select(line => line.TextContent)
        );
    }

    [Fact]
    public async Task A_page_of_no_program_loads_nothing()
    {
        var (policy, page) = await ShowAsync(null);
        Assert.DoesNotContain("img-src", policy, StringComparison.Ordinal);
        Assert.Contains(
            $"style-src {SourceOf(Assert.Single(page.QuerySelectorAll("style")).TextContent)};",
            policy,
            StringComparison.Ordinal
        );
        Assert.Empty(page.QuerySelectorAll("img, footer, .program"));
    }

    [Fact]
    public async Task An_e_mail_ends_with_the_legal_name_and_the_address()
    {
        var message = new EmailMessage
        {
            Brand = Complete,
            Kind = EmailKind.Welcome,
            Subject = "Welcome",
            Recipient = "Ada",
            Paragraphs = ["You are a partner."],
            Link = new EmailLink("Open", "https://www.example.com/open"),
        };
        Assert.EndsWith(
            "\n-- \nPartner program\nExample <GmbH>\nBeispielstr. 1, 10115 Berlin\n",
            EmailText.Of(message),
            StringComparison.Ordinal
        );
        var html = await Renderer().RenderAsync<EmailTemplate>(message);
        Assert.Contains("Example &lt;GmbH&gt;, Beispielstr. 1, 10115 Berlin", html, StringComparison.Ordinal);
        Assert.Contains($"background:{Complete.Color!.OnLight};", html, StringComparison.Ordinal);
    }

    private static async Task<(string Policy, IHtmlDocument Page)> ShowAsync(Brand? brand)
    {
        var answer = await new PageAnswers(Renderer()).StatusAsync(
            new StatusMessage("Thank you", "That is all.") { Brand = brand }
        );
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await answer.ExecuteAsync(context);
        return (
            context.Response.Headers.ContentSecurityPolicy.ToString(),
            await new HtmlParser().ParseDocumentAsync(Encoding.UTF8.GetString(body.ToArray()))
        );
    }

    private static PageRenderer Renderer() => new(NullLoggerFactory.Instance);

    private static string SourceOf(string css) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)))}'";

    private static BrandColor ColorOf(string text)
    {
        Assert.True(BrandColor.TryParse(text, out var color));
        return color;
    }
}
