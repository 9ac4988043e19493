using AffiliateFunctions.Contract;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.ProgramRules;
using AffiliateFunctions.Tracking;
using AffiliateFunctions.Webhooks;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<FaultsToProblems>();
builder.UseMiddleware<UnknownParameters>();
builder.Logging.AddBackgroundConsole();

builder.Services
    .AddInfrastructure(builder.Configuration)
    .AddGovernance()
    .AddProgramRules()
    .AddOnboarding()
    .AddTracking()
    .AddLedger()
    .AddPayouts()
    .AddPerformanceReview()
    .AddWebhooks();

await builder.Build().RunAsync();
