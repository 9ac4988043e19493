using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>
/// Pages in a container like the worker's, whose MVC registers a NavigationManager that works in no function.
/// </summary>
public sealed class PageRendererTests
{
    [Fact]
    public async Task The_page_of_an_approval_sends_its_form_to_its_own_address()
    {
        var form = new ApprovalForm
        {
            Brand = new Brand("Partner program"),
            Action = "/approve/abc.def",
            Subject = "Approve the rule book",
            Decider = "owner@example.com",
            Asked = ["Please decide by 30 November 2026."],
            Facts = [new Fact("Version", "2")],
            Choices = [new Choice("approve", "Approve", ReasonRequired: false)],
        };
        Assert.Equal("/approve/abc.def", await ActionAsync<ApprovalPage>(form));
    }

    [Fact]
    public async Task The_page_of_a_confirmation_sends_its_form_to_its_own_address() =>
        Assert.Equal(
            "/verify/abc.def",
            await ActionAsync<ConfirmPage>(
                new Confirmation(
                    new Brand("Partner program"),
                    "Confirm your e-mail address",
                    "This is your address.",
                    "Confirm my address",
                    "/verify/abc.def"
                )
            )
        );

    [Fact]
    public async Task The_page_of_an_application_sends_its_form_to_its_program() =>
        Assert.Equal(
            "/api/programs/demo/applications",
            await ActionAsync<ApplyPage>(
                new ApplyForm
                {
                    Brand = new Brand("Partner program"),
                    Website = "https://www.example.com",
                    Action = "/api/programs/demo/applications",
                    TermsVersion = "1",
                }
            )
        );

    private static async Task<string?> ActionAsync<TPage>(object model)
        where TPage : IComponent
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMvc();
        services.AddHttp();
        await using var provider = services.BuildServiceProvider();
        Assert.Contains(services, service => service.ServiceType == typeof(NavigationManager));
        var html = await provider.GetRequiredService<PageRenderer>().RenderAsync<TPage>(model);
        return Assert
            .Single((await new HtmlParser().ParseDocumentAsync(html)).QuerySelectorAll("form"))
            .GetAttribute("action");
    }
}
